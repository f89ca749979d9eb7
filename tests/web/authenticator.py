"""An authenticator in software: it makes passkeys and signs with them as a browser and a security key do together."""

from __future__ import annotations

import hashlib
import json
import secrets
from base64 import urlsafe_b64encode
from typing import Any

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa

ORIGIN, HOST = "https://homeward.example.org", "homeward.example.org"
PRESENT, VERIFIED, HAS_KEY = 0x01, 0x04, 0x40


def text(raw: bytes) -> str:
    return urlsafe_b64encode(raw).decode().rstrip("=")


class Authenticator:
    """One passkey. What it says can be bent part by part, to see each bend refused."""

    def __init__(self, key: Any = None) -> None:
        self.key = key or ec.generate_private_key(ec.SECP256R1())
        self.id, self.counter = secrets.token_bytes(16), 0

    def make(self, challenge: str, **bent: Any) -> str:
        spki = serialization.PublicFormat.SubjectPublicKeyInfo
        der = self.key.public_key().public_bytes(serialization.Encoding.DER, spki)
        parts = self._said("webauthn.create", challenge, flags=PRESENT | VERIFIED | HAS_KEY, bent=bent)
        parts["publicKey"] = text(bent.get("public_key", der))
        return self._text(parts, bent)

    def use(self, challenge: str, **bent: Any) -> str:
        parts = self._said("webauthn.get", challenge, flags=PRESENT | VERIFIED, bent=bent)
        parts["signature"] = text(bent.get("signature", self._signed(parts["signed"])))
        return self._text(parts, bent)

    def _said(self, kind: str, challenge: str, *, flags: int, bent: dict[str, Any]) -> dict[str, Any]:
        client = {"type": kind, "challenge": challenge, "origin": ORIGIN, "crossOrigin": False}
        client |= bent.get("client", {})
        raw = bent.get("raw", json.dumps(client).encode())
        flags = bent.get("flags", flags)
        data = hashlib.sha256(bent.get("host", HOST).encode()).digest() + bytes([flags])
        data += bent.get("counter", self.counter).to_bytes(4, "big")
        if bent.get("has_key", flags & HAS_KEY):
            data += bytes(16) + bent.get("length", len(self.id)).to_bytes(2, "big") + self.id + b"\xa0"
        data = data[: bent.get("cut", len(data))]
        signed = data + hashlib.sha256(raw).digest()
        return {"id": text(self.id), "clientDataJSON": text(raw), "authenticatorData": text(data), "signed": signed}

    def _signed(self, signed: bytes) -> bytes:
        if isinstance(self.key, ec.EllipticCurvePrivateKey):
            return self.key.sign(signed, ec.ECDSA(hashes.SHA256()))
        if isinstance(self.key, rsa.RSAPrivateKey):
            return self.key.sign(signed, padding.PKCS1v15(), hashes.SHA256())
        assert isinstance(self.key, ed25519.Ed25519PrivateKey)
        return self.key.sign(signed)

    def _text(self, parts: dict[str, Any], bent: dict[str, Any]) -> str:
        return json.dumps({name: part for name, part in (parts | bent.get("parts", {})).items() if name != "signed"})
