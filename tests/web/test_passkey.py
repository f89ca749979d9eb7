"""What a browser's answer must prove, part by part: each part bent once and refused."""

from __future__ import annotations

import json
from secrets import token_urlsafe

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa, x25519
from hypothesis import given
from hypothesis import strategies as st
from tests.web.authenticator import HAS_KEY, HOST, ORIGIN, PRESENT, VERIFIED, Authenticator, text

from homeward.errors import Refused
from homeward.web.passkey import Passkey, check_use, host_for_passkeys, read_made

ASKED = token_urlsafe(32)
KEYS = {
    "ES256": ec.generate_private_key(ec.SECP256R1()),
    "EdDSA": ed25519.Ed25519PrivateKey.generate(),
    "RS256": rsa.generate_private_key(65537, 2048),
}


def der(key) -> bytes:
    spki = serialization.PublicFormat.SubjectPublicKeyInfo
    return key.public_key().public_bytes(serialization.Encoding.DER, spki)


def made(said: str, *, challenge: str = ASKED, origin: str = ORIGIN):
    return read_made(said, challenge=challenge, origin=origin)


def used(device: Authenticator, said: str, *, challenge: str = ASKED, origin: str = ORIGIN, counter: int = 0) -> int:
    passkey = Passkey(id=text(device.id), key=der(device.key).hex(), counter=counter, host="")
    return check_use(said, challenge=challenge, origin=origin, mine=[passkey]).counter


@pytest.mark.parametrize(
    ("origin", "host"),
    [
        ("https://homeward.example.org", "homeward.example.org"),
        ("https://homeward.example.org:8443", "homeward.example.org"),
        ("http://localhost:8000", "localhost"),
        ("", ""),
        ("https://192.168.1.20:8443", ""),
        ("https://127.0.0.1:8443", ""),
        ("https://[fd00::7]:8443", ""),
        ("https://laptop.local", ""),
        ("https://laptop", ""),
    ],
)
def test_only_a_real_host_name_has_passkeys(origin, host):
    assert host_for_passkeys(origin) == host


@pytest.mark.parametrize("kind", list(KEYS))
def test_a_passkey_is_made_and_used(kind):
    device = Authenticator(KEYS[kind])
    new = made(device.make(ASKED))
    assert new == Passkey(id=text(device.id), key=der(device.key).hex(), counter=0, host=HOST)
    said = device.use(ASKED)
    assert used(device, said) == 0


# Each in an answer that is right in everything else; the same for making and for using.
BENT = {
    "another challenge": {"client": {"challenge": token_urlsafe(32)}},
    "no challenge": {"client": {"challenge": None}},
    "half a letter": {"client": {"challenge": "\ud800"}},
    "a false page": {"client": {"origin": "https://homeward.example.org.evil.example"}},
    "another port": {"client": {"origin": "https://homeward.example.org:9999"}},
    "without TLS": {"client": {"origin": "http://homeward.example.org"}},
    "in a frame": {"client": {"crossOrigin": True}},
    "in a frame of": {"client": {"topOrigin": "https://evil.example"}},
    "another host": {"host": "example.org"},
    "nobody there": {"flags": VERIFIED | HAS_KEY},
    "nobody verified": {"flags": PRESENT | HAS_KEY},
    "copied though it cannot be": {"flags": PRESENT | VERIFIED | HAS_KEY | 0x10},
    "data cut": {"cut": 36},
    "no data": {"parts": {"authenticatorData": ""}},
    "not base64url": {"parts": {"authenticatorData": "a+b/"}},
    "padded": {"parts": {"clientDataJSON": "e30="}},
    "a number": {"parts": {"clientDataJSON": 7}},
    "no object": {"raw": b"[]"},
    "no text": {"raw": b"\xff\xfe"},
    "no end": {"raw": b"[" * 4000},
}


@pytest.mark.parametrize("bent", BENT.values(), ids=BENT.keys())
def test_every_bent_part_is_refused(bent):
    device = Authenticator()
    with pytest.raises(Refused, match=r"refused\.second-factor"):
        made(device.make(ASKED, **bent))
    with pytest.raises(Refused, match=r"refused\.second-factor"):
        used(device, device.use(ASKED, **bent))


@pytest.mark.parametrize(
    "bent",
    [
        {"flags": PRESENT | VERIFIED},
        {"flags": PRESENT | VERIFIED, "has_key": True},
        {"length": 0},
        {"length": 900},
        {"client": {"type": "webauthn.get"}},
        {"public_key": der(ec.generate_private_key(ec.SECP384R1()))},
        {"public_key": der(rsa.generate_private_key(65537, 1024))},
        {"public_key": der(x25519.X25519PrivateKey.generate())},
        {"public_key": b"no key"},
        {"parts": {"publicKey": None}},
    ],
)
def test_no_other_key_is_taken(bent):
    with pytest.raises(Refused, match=r"refused\.second-factor"):
        made(Authenticator().make(ASKED, **bent))


@pytest.mark.parametrize("kind", list(KEYS))
def test_a_signature_is_good_for_one_answer_of_one_key(kind):
    device, other = Authenticator(KEYS[kind]), Authenticator()
    right = json.loads(device.use(ASKED))
    for said in (
        device.use(ASKED, signature=b"0" * 64),
        device.use(ASKED, client={"type": "webauthn.create"}),
        other.use(ASKED),
        json.dumps(right | {"authenticatorData": json.loads(device.use(ASKED, counter=1))["authenticatorData"]}),
        json.dumps({name: part for name, part in right.items() if name != "signature"}),
    ):
        with pytest.raises(Refused, match=r"refused\.second-factor"):
            used(device, said)
    assert used(device, json.dumps(right)) == 0


def test_an_answer_is_good_for_its_own_question_and_place_only():
    device = Authenticator()
    said = device.use(ASKED)
    at_address = device.use(ASKED, client={"origin": "https://192.168.1.20:8443"}, host="")
    with pytest.raises(Refused, match="another address"):
        used(device, at_address, origin="https://192.168.1.20:8443")
    for more in (
        {"challenge": token_urlsafe(32)},
        {"challenge": ""},
        {"origin": "https://other.example.org"},
        {"origin": "https://192.168.1.20:8443"},
        {"origin": ""},
    ):
        with pytest.raises(Refused, match=r"refused\.second-factor"):
            used(device, said, **more)


@pytest.mark.parametrize(("before", "now"), [(0, 0), (0, 1), (5, 6), (5, 900)])
def test_a_counter_that_goes_up_or_was_never_used_is_taken(before, now):
    device = Authenticator()
    assert used(device, device.use(ASKED, counter=now), counter=before) == now


@pytest.mark.parametrize(("before", "now"), [(1, 0), (5, 5), (5, 4), (5, 0)])
def test_a_counter_that_stands_or_goes_back_is_refused(before, now):
    device = Authenticator()
    with pytest.raises(Refused, match="copy"):
        used(device, device.use(ASKED, counter=now), counter=before)


DEVICE = Authenticator(KEYS["ES256"])
SAID = DEVICE.use(ASKED)


@given(place=st.integers(0, len(SAID) - 1), letter=st.characters())
def test_one_changed_letter_is_refused_or_changes_nothing(place, letter):
    bent = SAID[:place] + letter + SAID[place + 1 :]
    try:
        parts = json.loads(bent)
    except ValueError:
        parts = None
    proved = ("id", "clientDataJSON", "authenticatorData", "signature")
    if parts and all(parts.get(name) == json.loads(SAID)[name] for name in proved):
        assert used(DEVICE, bent) == 0
    else:
        with pytest.raises(Refused, match=r"refused\.second-factor"):
            used(DEVICE, bent)


@given(st.one_of(st.text(), st.dictionaries(st.text(), st.text()).map(json.dumps)))
def test_anything_else_is_refused(said):
    for read in (made, lambda said: used(DEVICE, said)):
        with pytest.raises(Refused, match=r"refused\.second-factor"):
            read(said)
