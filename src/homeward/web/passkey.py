"""Passkeys (WebAuthn level 2, attestation "none"): which address may have them, and what a browser's answer proves."""

from __future__ import annotations

import hashlib
import json
import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_der_public_key

from homeward.errors import Refused

# COSE numbers of what may sign, best known first: ECDSA on P-256 and RSA with SHA-256, and Ed25519.
ALGORITHMS = (-7, -8, -257)
_RSA_BITS, _MOST_ID_BYTES = range(2048, 4097), 1023
_PRESENT, _VERIFIED, _MAY_COPY, _IS_COPIED, _HAS_KEY = 0x01, 0x04, 0x08, 0x10, 0x40
_PublicKey = ec.EllipticCurvePublicKey | ed25519.Ed25519PublicKey | rsa.RSAPublicKey


@dataclass(frozen=True, slots=True, kw_only=True)
class Passkey:
    """The public half of a passkey: id in base64url, key (DER in hex), signatures so far, host, days made and used."""

    id: str
    key: str
    counter: int
    host: str
    made: str = ""
    used: str = ""


def host_for_passkeys(origin: str) -> str:
    """Return the host name under which browsers give passkeys at this origin, or "" where they give none.

    Not at an address, and not at a name without a dot or under .local, which any device on a Wi-Fi may take.
    """
    host = urlsplit(origin).hostname or ""
    return host if re.fullmatch(r"localhost|(?!.*\.local$)[a-z0-9.-]+\.[a-z][a-z0-9-]*", host) else ""


def read_made(said: str, *, challenge: str, origin: str) -> Passkey:
    """Return the passkey that the browser says it made, or refuse what does not fit the question.

    With attestation "none" nobody signs this answer: it counts because the session that asked is the account's own.
    """
    parts, data, _ = _read(said, kind="webauthn.create", challenge=challenge, origin=origin)
    length = int.from_bytes(data[53:55], "big")
    id_, public_key = data[55 : 55 + length], _bytes(parts, "publicKey")
    is_whole = 0 < length <= min(_MOST_ID_BYTES, len(data) - 55) and parts.get("id") == _text(id_)
    if not data[32] & _HAS_KEY or not is_whole:
        raise Refused("refused.second-factor", "no key came with it")
    _load(public_key)
    counter, host = int.from_bytes(data[33:37], "big"), host_for_passkeys(origin)
    return Passkey(id=_text(id_), key=public_key.hex(), counter=counter, host=host)


def check_use(said: str, *, challenge: str, origin: str, mine: Iterable[Passkey]) -> Passkey:
    """Return which of `mine` was used, with its new count, or refuse what none of them answered to this question."""
    parts, data, client = _read(said, kind="webauthn.get", challenge=challenge, origin=origin)
    passkey = next((each for each in mine if each.id == parts.get("id")), None)
    if passkey is None:
        raise Refused("refused.second-factor", "the passkey is none of this account")
    key, signature = _load(bytes.fromhex(passkey.key)), _bytes(parts, "signature")
    signed = data + hashlib.sha256(client).digest()
    try:
        if isinstance(key, ec.EllipticCurvePublicKey):
            key.verify(signature, signed, ec.ECDSA(SHA256()))
        elif isinstance(key, rsa.RSAPublicKey):
            key.verify(signature, signed, padding.PKCS1v15(), SHA256())
        else:
            key.verify(signature, signed)
    except InvalidSignature:
        raise Refused("refused.second-factor", "the signature is not its own") from None
    counter = int.from_bytes(data[33:37], "big")
    # Both nought: this kind does not count. Else a counter that stands or goes back speaks of a copy.
    if (counter or passkey.counter) and counter <= passkey.counter:
        raise Refused("refused.second-factor", "it has signed less often than before, so there may be a copy of it")
    return replace(passkey, counter=counter)


def _read(said: str, *, kind: str, challenge: str, origin: str) -> tuple[Mapping[str, object], bytes, bytes]:
    """Return the answer's parts, the authenticator's data and the client's, once all that is common is checked."""
    parts = _table(said.encode())
    data, raw = _bytes(parts, "authenticatorData"), _bytes(parts, "clientDataJSON")
    client = _table(raw)
    if client.get("type") != kind or not challenge or client.get("challenge") != challenge:
        raise Refused("refused.second-factor", "it answers another question, or one that was answered before")
    host = host_for_passkeys(origin)
    is_framed = client.get("crossOrigin", False) is not False or "topOrigin" in client
    if not host or client.get("origin") != origin or is_framed:
        raise Refused("refused.second-factor", "it was given to a page at another address")
    if len(data) < 37 or data[:32] != hashlib.sha256(host.encode()).digest():
        raise Refused("refused.second-factor", "it belongs to another host name")
    flags = data[32]
    if not flags & _PRESENT or not flags & _VERIFIED or (flags & _IS_COPIED and not flags & _MAY_COPY):
        raise Refused("refused.second-factor", "the device did not check who holds it")
    return parts, data, raw


def _load(public_key: bytes) -> _PublicKey:
    """Read a public key of a kind that was asked for."""
    try:
        key = load_der_public_key(public_key)
    except (ValueError, UnsupportedAlgorithm):
        key = None
    if (
        isinstance(key, ed25519.Ed25519PublicKey)
        or (isinstance(key, ec.EllipticCurvePublicKey) and isinstance(key.curve, ec.SECP256R1))
        or (isinstance(key, rsa.RSAPublicKey) and key.key_size in _RSA_BITS)
    ):
        return key
    raise Refused("refused.second-factor", "the passkey's key is of no kind that is taken")


def _table(raw: bytes) -> Mapping[str, object]:
    try:
        table = json.loads(raw.decode())
    except (ValueError, RecursionError):
        table = None
    if not isinstance(table, dict):
        raise Refused("refused.second-factor", "its answer cannot be read")
    return table


def _bytes(parts: Mapping[str, object], name: str) -> bytes:
    """Return one part of an answer, which must be base64url without padding."""
    text = parts.get(name)
    try:
        raw = urlsafe_b64decode(f"{text}{'=' * (-len(str(text)) % 4)}")
    except ValueError:
        raw = b""
    if not raw or _text(raw) != text:
        raise Refused("refused.second-factor", "its answer cannot be read")
    return raw


def _text(raw: bytes) -> str:
    return urlsafe_b64encode(raw).decode().rstrip("=")
