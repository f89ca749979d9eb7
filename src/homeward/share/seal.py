"""Sealing: one canonical JSON text, a digest of what is inside, and an Ed25519 signature over header and digest.

The signature is checked before anything inside is read, and only the exact bytes that were signed are taken:
a file that says the same in other bytes is refused, so no byte of it can be changed unseen.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from homeward.errors import InputError, Refused
from homeward.ledger import canonical

KEY_BYTES = 32
MAX_BYTES = 64 * 1024 * 1024  # more than 200,000 people in one request; a longer file is no package
_PARTS = {"format", "header", "items", "digest", "key", "signature"}


@dataclass(frozen=True, slots=True, kw_only=True)
class TrustedKey:
    """A public key that was checked with its owner (by telephone, fingerprint by fingerprint), and who that is."""

    owner: str
    public: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Unsealed:
    """What was inside a seal that held. `owner` is whose key signed it."""

    header: dict[str, object]
    items: list[object]
    digest: str
    owner: str


def public_key(key: bytes) -> bytes:
    """Return the public half of a signing key (32 random bytes, made by `secrets.token_bytes(32)`)."""
    return _private(key).public_key().public_bytes_raw()


def read_key(text: str) -> bytes:
    """Return a public key from the one line of hex digits that its file holds."""
    try:
        key = bytes.fromhex(text.strip())
    except ValueError:
        key = b""
    if len(key) != KEY_BYTES:
        raise InputError("input.bad-value", f"a key file holds {2 * KEY_BYTES} hex digits")
    return key


def fingerprint(public: bytes) -> str:
    """Return the short name of a public key: 32 hex digits in groups of four, to be read out on the telephone."""
    digits = hashlib.sha256(public).hexdigest()[:32]
    return " ".join(digits[at : at + 4] for at in range(0, 32, 4))


def seal(header: dict[str, object], items: list[dict[str, object]], *, format_: str, key: bytes) -> bytes:
    """Return the sealed file: canonical JSON with a closing newline."""
    digest = hashlib.sha256(canonical(items)).hexdigest()
    signed = {"format": format_, "header": header, "digest": digest}
    signature = _private(key).sign(canonical(signed)).hex()
    whole = {**signed, "items": items, "key": fingerprint(public_key(key)), "signature": signature}
    return canonical(whole) + b"\n"


def content_digest(data: bytes) -> str:
    """Return the name by which a sealed file is known: SHA-256 of its bytes, in hex."""
    return hashlib.sha256(data).hexdigest()


def unseal(data: bytes, *, format_: str, trusted_keys: Iterable[TrustedKey]) -> Unsealed:
    """Check a sealed file against the keys that are trusted, and only then return what is in it."""
    whole = _parse(data)
    if whole["format"] != format_:
        raise InputError("input.unknown-kind", f"not a {format_} file")
    trusted = {fingerprint(entry.public): entry for entry in trusted_keys}
    signer = trusted.get(str(whole["key"]))
    if signer is None:
        raise Refused("refused.signature", "signed with a key that is not among the trusted ones")
    signed = {part: whole[part] for part in ("format", "header", "digest")}
    _verify(signer, signature=str(whole["signature"]), content=canonical(signed))
    header, items = whole["header"], whole["items"]
    if hashlib.sha256(canonical(items)).hexdigest() != whole["digest"]:
        raise Refused("refused.tampered", "the items do not fit the signed digest")
    if not isinstance(header, dict) or not isinstance(items, list):
        raise InputError("input.damaged", "header or items are not what they should be")
    return Unsealed(header=header, items=items, digest=content_digest(data), owner=signer.owner)


def _verify(signer: TrustedKey, *, signature: str, content: bytes) -> None:
    try:
        raw = bytes.fromhex(signature)
        Ed25519PublicKey.from_public_bytes(signer.public).verify(raw, content)
    except (InvalidSignature, ValueError):
        raise Refused("refused.signature") from None
    if raw.hex() != signature:  # upper-case digits say the same in other bytes
        raise Refused("refused.tampered", "not the exact bytes that were sealed")


def _parse(data: bytes) -> dict[str, object]:
    if len(data) > MAX_BYTES:
        raise InputError("input.too-large", f"{MAX_BYTES} bytes")
    try:
        whole = json.loads(data)
        exact = canonical(whole) + b"\n"
    except (ValueError, RecursionError):
        raise InputError("input.damaged", "this is no sealed file, or it was cut on the way") from None
    if not isinstance(whole, dict) or set(whole) != _PARTS:
        raise InputError("input.unknown-kind", "a sealed file has " + ", ".join(sorted(_PARTS)))
    if exact != data:
        raise Refused("refused.tampered", "not the exact bytes that were sealed")
    return whole


def _private(key: bytes) -> Ed25519PrivateKey:
    if len(key) != KEY_BYTES:
        raise InputError("input.bad-value", f"a signing key has {KEY_BYTES} bytes")
    return Ed25519PrivateKey.from_private_bytes(key)
