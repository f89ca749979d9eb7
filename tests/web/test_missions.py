"""The key of a mission's desk: shown by its fingerprint first, trusted only on the second word."""

from __future__ import annotations

import secrets

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from tests.web.acting import an_account, an_operation, entries

from homeward.share import fingerprint, public_key
from homeward.web import models
from homeward.web.actions import site

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin(tmp_path, settings) -> Client:
    settings.DATA = str(tmp_path)
    (tmp_path / "signing.key").write_text(secrets.token_hex(32), encoding="ascii")
    founder = an_operation()
    an_account(founder, "admin", username="ada")
    site.missions_set(founder, missions=[{"state": "ETH", "mission": "Embassy", "place": "Delhi", "answer_days": 3}])
    client = Client()
    client.force_login(models.Actor.objects.get(username="ada"))
    return client


def test_a_key_is_compared_before_it_is_trusted(admin):
    assert b"Take in the key of its desk: Embassy" in admin.get("/").content
    key, before = public_key(secrets.token_bytes(32)), entries()
    file = SimpleUploadedFile("desk.pub", (key.hex() + "\n").encode())
    page = admin.post("/missions/ETH/", {"file": file})
    assert fingerprint(key) in page.content.decode() and entries() == before
    assert models.Mission.objects.get().public_key == "", "nothing is trusted yet"
    admin.post("/missions/ETH/", {"key": key.hex()})
    assert models.Mission.objects.get().public_key == key.hex() and entries() == before + 1
    assert models.LedgerEntry.objects.latest("sequence").content["content"] == {"key": fingerprint(key)}
    assert fingerprint(key) in admin.get("/missions/").content.decode()


def test_what_is_no_key_is_said_beside_the_field(admin):
    page = admin.post("/missions/ETH/", {"file": SimpleUploadedFile("desk.pub", b"abc")})
    assert b"a key file holds 64 hex digits" in page.content and b"Nothing was taken in" in page.content


def test_the_operations_own_key_is_handed_out_as_a_file(admin):
    public = admin.get("/missions/operation.pub").content.decode().strip()
    assert fingerprint(bytes.fromhex(public)) in admin.get("/missions/").content.decode()
