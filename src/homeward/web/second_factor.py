"""The second factor: six digits that an authenticator app makes (RFC 6238), and codes on paper for when it is lost."""

from __future__ import annotations

import secrets
from base64 import b32encode
from datetime import datetime
from urllib.parse import quote

from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP
from django.utils.crypto import constant_time_compare, salted_hmac

RECOVERY_CODES = 10
_STEP_SECONDS = 30
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"


def new_secret() -> bytes:
    """Return a fresh secret of 160 bits."""
    return secrets.token_bytes(20)


def secret_text(secret: bytes) -> str:
    """Return the secret as people type it into an app: groups of four letters and digits."""
    text = b32encode(secret).decode()
    return " ".join(text[start : start + 4] for start in range(0, len(text), 4))


def address(secret: bytes, *, account: str, operation: str) -> str:
    """Return the address that the app reads from the QR code."""
    issuer = quote(operation, safe="")
    return f"otpauth://totp/{issuer}:{quote(account, safe='')}?secret={b32encode(secret).decode()}&issuer={issuer}"


def code_at(secret: bytes, step: int) -> str:
    """Return the code of one time step."""
    return TOTP(secret, 6, SHA1(), _STEP_SECONDS).generate(step * _STEP_SECONDS).decode()  # noqa: S303 - as apps do


def step_of(secret: bytes, code: str, *, at: datetime, after: int = 0) -> int | None:
    """Return the time step whose code this is: the one of `at` or a neighbour, later than `after`; None if none is."""
    now = int(at.timestamp()) // _STEP_SECONDS
    said = "".join(code.split())
    steps = [step for step in (now, now - 1, now + 1) if constant_time_compare(code_at(secret, step), said)]
    return next((step for step in steps if step > after), None)


def new_recovery_codes() -> tuple[str, ...]:
    """Return ten codes of 16 letters and digits (79 bits), each good for one time."""
    pick = "".join
    groups = [[pick(secrets.choice(_LETTERS) for _ in range(4)) for _ in range(4)] for _ in range(RECOVERY_CODES)]
    return tuple("-".join(code) for code in groups)


def digest(code: str) -> str:
    """Return what is kept of a recovery code."""
    return salted_hmac("homeward.recovery", "".join(code.lower().split()), algorithm="sha256").hexdigest()
