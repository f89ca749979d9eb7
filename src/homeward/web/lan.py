"""The certificate of one operation on its site's own network: an authority of its own, good for private addresses only.

It lives in the operation's folder and is in no backup: another machine makes its own.
"""

from __future__ import annotations

import ipaddress
import os
import re
import socket
import ssl
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from homeward.errors import InputError, Refused, Spot

FOLDER = "lan"
_PRIVATE = ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "169.254.0.0/16", "127.0.0.0/8", "fc00::/7", "fe80::/10")
_DAYS, _AUTHORITY_DAYS, _LEAST_DAYS = 397, 3650, 30
_Ip = ipaddress.IPv4Address | ipaddress.IPv6Address


@dataclass(frozen=True, slots=True, kw_only=True)
class Certificate:
    """Files of the certificate and its key, the authority's file to take to phones, and both SHA-256 fingerprints."""

    certificate: Path
    key: Path
    authority: Path
    fingerprint: str
    authority_fingerprint: str


def find_address(wanted: str = "") -> str:
    """Return this machine's address on the local network, or check the one that is wanted: a single private address."""
    text = wanted or _own_address()
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        raise InputError("input.usage", "the address of this machine on the network, like 192.168.1.20") from None
    if address.is_unspecified or not any(address in ipaddress.ip_network(network) for network in _PRIVATE):
        raise Refused("refused.unsafe-setting", "it is served on one private address, never on the internet")
    return str(address)


def read_host_name(text: str) -> str:
    """Return the name as browsers write it, or refuse what is none: an address, or letters that no certificate has."""
    name = text.lower()
    if not re.fullmatch(r"(?=.{1,253}$)(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)*[a-z](?:[a-z0-9-]*[a-z0-9])?", name):
        raise InputError("input.usage", "a host name, like homeward.example.org")
    return name


def require_pair(certificate: Path, key: Path) -> tuple[Path, Path]:
    """Return the two files, or refuse what is not a certificate and its own key."""
    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(certificate, key, password="")
    except (OSError, ssl.SSLError):
        raise InputError("input.bad-value", "no certificate with its own key", at=Spot(file=certificate.name)) from None
    return certificate, key


def _own_address() -> str:
    """Ask the system which address it would send from; nothing is sent."""
    for far in ("192.0.2.1", "192.168.255.254", "10.255.255.254"):
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asking:
            try:
                asking.connect((far, 9))
            except OSError:
                continue
            return str(asking.getsockname()[0])
    raise InputError("input.usage", "no network was found; join the site's Wi-Fi, or name the address: --lan ADDRESS")


def certify(folder: Path, address: str, *, at: datetime) -> Certificate:
    """Return a certificate for `address`: the one that is kept while it holds for 30 days more, or a new one."""
    place = folder / FOLDER
    place.mkdir(mode=0o700, exist_ok=True)
    authority, signer = _pair(place, "authority", at=at)
    leaf, key = place / "site.pem", place / "site.key"
    if not _fits(leaf, authority, address=ipaddress.ip_address(address), at=at):
        own = ec.generate_private_key(ec.SECP256R1())
        made = _leaf(own, authority=authority, signer=signer, address=ipaddress.ip_address(address), at=at)
        _write_private(key, _text_of(own))
        # The authority's own certificate comes after, so that a phone which trusts it can follow the chain.
        _write_private(leaf, _pem(made) + _pem(authority))
    return Certificate(
        certificate=leaf,
        key=key,
        authority=place / "authority.pem",
        fingerprint=_fingerprint(x509.load_pem_x509_certificate(leaf.read_bytes())),
        authority_fingerprint=_fingerprint(authority),
    )


def _pair(place: Path, name: str, *, at: datetime) -> tuple[x509.Certificate, ec.EllipticCurvePrivateKey]:
    """Read the authority, or make it."""
    certificate, key = place / f"{name}.pem", place / f"{name}.key"
    if certificate.exists():
        signer = serialization.load_pem_private_key(key.read_bytes(), password=None)
        assert isinstance(signer, ec.EllipticCurvePrivateKey)  # noqa: S101 - this module wrote it
        return x509.load_pem_x509_certificate(certificate.read_bytes()), signer
    signer = ec.generate_private_key(ec.SECP256R1())
    # A stolen key of this authority is good for no name and for no address of the internet.
    limits = x509.NameConstraints(
        permitted_subtrees=[
            *(x509.IPAddress(ipaddress.ip_network(network)) for network in _PRIVATE),
            x509.DNSName("homeward.invalid"),
        ],
        excluded_subtrees=None,
    )
    name_ = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, f"Homeward, one site ({os.urandom(4).hex()})")])
    made = (
        _begin(name_, name_, signer, at=at, days=_AUTHORITY_DAYS)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(signs=True), critical=True)
        .add_extension(limits, critical=True)
        .sign(signer, hashes.SHA256())
    )
    _write_private(key, _text_of(signer))
    _write_private(certificate, _pem(made))
    return made, signer


def _leaf(
    own: ec.EllipticCurvePrivateKey,
    *,
    authority: x509.Certificate,
    signer: ec.EllipticCurvePrivateKey,
    address: _Ip,
    at: datetime,
) -> x509.Certificate:
    # Not the address: some take a common name that looks like a host for one, which the authority's limits forbid.
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Homeward, this machine")])
    return (
        _begin(name, authority.subject, own, at=at, days=_DAYS)
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(address)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(signs=False), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.public_key()), critical=False)
        .sign(signer, hashes.SHA256())
    )


def _begin(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePrivateKey, *, at: datetime, days: int
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(at - timedelta(days=1))
        .not_valid_after(at + timedelta(days=days))
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )


def _usage(*, signs: bool) -> x509.KeyUsage:
    """An authority signs certificates and nothing else; a site's key signs handshakes and nothing else."""
    return x509.KeyUsage(
        digital_signature=not signs,
        key_cert_sign=signs,
        crl_sign=signs,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )


def _fits(leaf: Path, authority: x509.Certificate, *, address: _Ip, at: datetime) -> bool:
    """Tell whether the certificate that is kept is for this address, by this authority, and holds long enough."""
    if not leaf.exists():
        return False
    kept = x509.load_pem_x509_certificate(leaf.read_bytes())
    names = kept.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    lasts = kept.not_valid_after_utc - at.astimezone(UTC) > timedelta(days=_LEAST_DAYS)
    return lasts and kept.issuer == authority.subject and names.get_values_for_type(x509.IPAddress) == [address]


def _write_private(place: Path, data: bytes) -> None:
    """Write a file that only its owner may read; it appears whole."""
    part = place.with_name(f"{place.name}.part")
    part.unlink(missing_ok=True)
    with open(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(data)
    part.replace(place)


def _text_of(key: ec.EllipticCurvePrivateKey) -> bytes:
    plain = serialization.NoEncryption()
    return key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain)


def _pem(certificate: x509.Certificate) -> bytes:
    return certificate.public_bytes(serialization.Encoding.PEM)


def _fingerprint(certificate: x509.Certificate) -> str:
    return certificate.fingerprint(hashes.SHA256()).hex(":").upper()
