"""Getting in: the first password, the second factor on a network, and an end to guessing."""

from __future__ import annotations

import re
from base64 import b32decode
from datetime import UTC, datetime

import pytest
from django.conf import LazySettings
from django.test import Client
from tests.web.acting import PASSWORD, an_account, an_operation

from homeward.errors import Refused
from homeward.web import models
from homeward.web.actions import door, site
from homeward.web.actions.base import By, by_actor
from homeward.web.second_factor import code_at, new_secret

pytestmark = pytest.mark.django_db
NOW = datetime(2025, 2, 20, 6, tzinfo=UTC)
STEP = int(NOW.timestamp()) // 30


@pytest.fixture
def anna(settings: LazySettings, monkeypatch: pytest.MonkeyPatch) -> By:
    """An account on an operation that is served on a network, at a time that stands still."""
    settings.ORIGIN = "https://192.168.1.20:8443"
    stand_at(NOW, monkeypatch)
    founder = an_operation()
    an_account(founder, "screening", username="suda")
    return an_account(founder, "registrar", username="anna")


def stand_at(moment: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    class Clock(datetime):
        @classmethod
        def now(cls, tz: object = None) -> datetime:  # type: ignore[override]
            return moment

    for module in ("session", "door"):
        monkeypatch.setattr(f"homeward.web.views.{module}.datetime", Clock)


def sign_in(username: str = "anna", password: str = PASSWORD, *, client: Client | None = None) -> Client:
    client = client or Client()
    client.said = client.post("/sign-in/", {"username": username, "password": password})
    return client


def said(client: Client, path: str, **form: str) -> str:
    response = client.post(path, form) if form else client.get(path)
    return response.content.decode() if response.status_code == 200 else f"→ {response['Location']}"


def enrolled(username: str = "anna") -> bytes:
    secret = new_secret()
    door.second_factor_enrol(by_actor(username), secret=secret, code=code_at(secret, STEP - 1), now=NOW)
    return secret


def test_on_a_network_nothing_opens_before_a_second_factor_is_there(anna: By) -> None:
    client = sign_in()
    for path in ("/", "/people/", "/lists/", "/sign-in/code/", "/sign-in/password/"):
        assert said(client, path) == "→ /sign-in/app/"
    page = said(client, "/sign-in/app/")
    assert "<svg" in page and "Leave this page" not in page and "anna" not in page
    secret = b32decode(re.search(r"<b>([A-Z2-7 ]{39})</b>", page)[1].replace(" ", ""))
    assert "not right" in said(client, "/sign-in/app/", code="000000")
    assert models.Actor.objects.get(username="anna").second_secret == b""
    codes = re.findall(r"<li>([a-z2-9-]{19})</li>", said(client, "/sign-in/app/", code=code_at(secret, STEP)))
    kept = models.Actor.objects.get(username="anna")
    assert len(codes) == len(kept.recovery_codes) == 10 and not set(codes) & set(kept.recovery_codes)
    assert client.get("/people/").status_code == 200
    assert said(client, "/sign-in/app/", code=code_at(secret, STEP)) == "→ /", "there is one already"


def test_the_code_is_asked_at_every_sign_in_and_good_once(anna: By) -> None:
    secret = enrolled()
    first, second = sign_in(), sign_in()
    assert said(first, "/people/") == "→ /sign-in/code/"
    code = code_at(secret, STEP)
    assert said(first, "/sign-in/code/", code=code) == "→ /"
    assert first.get("/people/").status_code == 200
    assert "used before" in said(second, "/sign-in/code/", code=code)
    assert said(second, "/people/") == "→ /sign-in/code/"
    assert [(e.actor, e.verb) for e in models.LedgerEntry.objects.order_by("-sequence")[:2]] == [
        ("anna", "second_factor.use"),
        ("anna", "second_factor.enrol"),
    ]


def test_somebody_elses_code_opens_nothing(anna: By) -> None:
    enrolled()
    other = enrolled("suda")
    assert "not right" in said(sign_in(), "/sign-in/code/", code=code_at(other, STEP))


def test_a_recovery_code_is_good_once(anna: By) -> None:
    secret = new_secret()
    codes = door.second_factor_enrol(anna, secret=secret, code=code_at(secret, STEP), now=NOW)
    assert said(sign_in(), "/sign-in/code/", code=codes[3].upper()) == "→ /"
    assert "not right" in said(sign_in(), "/sign-in/code/", code=codes[3])
    assert len(models.Actor.objects.get(username="anna").recovery_codes) == 9


def test_a_session_of_this_machine_is_not_good_on_the_network(anna: By, settings: LazySettings) -> None:
    settings.ORIGIN = ""
    client = sign_in()
    assert client.get("/people/").status_code == 200
    settings.ORIGIN = "https://192.168.1.20:8443"
    assert said(client, "/people/") == "→ /sign-in/app/"


def test_codes_cannot_be_guessed_on_and_on(anna: By, monkeypatch: pytest.MonkeyPatch) -> None:
    secret = enrolled()
    client = sign_in()
    for _ in range(5):
        assert "not right" in said(client, "/sign-in/code/", code="000000")
    assert "wait 15 minutes" in said(client, "/sign-in/code/", code=code_at(secret, STEP))
    assert "wait 15 minutes" in said(sign_in(), "/sign-in/code/", code=code_at(secret, STEP)), "a new session"
    stand_at(NOW.replace(minute=16), monkeypatch)
    assert said(client, "/sign-in/code/", code=code_at(secret, STEP + 32)) == "→ /"


@pytest.mark.parametrize("username", ["anna", "nobody", "founder"])
def test_passwords_cannot_be_guessed_and_names_cannot_be_found_out(
    anna: By, monkeypatch: pytest.MonkeyPatch, username: str
) -> None:
    heard = [sign_in(username, "wrong", client=Client(REMOTE_ADDR=f"10.0.0.{n}")).said for n in range(7)]
    assert ["wait 15" in page.content.decode() for page in heard] == [False] * 5 + [True] * 2
    assert b"The account name or the password is not right." in heard[0].content
    assert "wait 15" in sign_in(username).said.content.decode(), "the right password no more than a wrong one"
    assert sign_in("suda").said.status_code == 302, "somebody else"
    stand_at(NOW.replace(minute=16), monkeypatch)
    assert sign_in(username).said.status_code == (302 if username == "anna" else 200)
    assert username not in " ".join(models.SignInTry.objects.values_list("who", flat=True))


def test_one_address_cannot_try_many_names(anna: By, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("homeward.web.views.session._MOST_ADDRESS", 3)
    client = Client()
    heard = [sign_in(f"name{n}", "x", client=client).said.content.decode() for n in range(5)]
    assert ["wait 15" in page for page in heard] == [False] * 3 + [True] * 2
    assert sign_in(client=Client(REMOTE_ADDR="10.0.0.9")).said.status_code == 302


def test_a_right_password_ends_the_count(anna: By) -> None:
    for _ in range(2):
        for _ in range(4):
            sign_in(password="wrong")
        assert sign_in().said.status_code == 302


def test_a_first_password_opens_one_page_where_another_is_chosen(anna: By, settings: LazySettings) -> None:
    settings.ORIGIN = ""
    first = site.new_password()
    site.account_renew(by_actor("founder"), username="anna", password=first)
    client = sign_in(password=first)
    assert said(client, "/people/") == "→ /sign-in/password/"
    for one, two, why in (
        (first, first, "another password than the first"),
        ("short", "short", "at least 12"),
        ("a longer word of mine", "a longer word of yours", "not the same"),
    ):
        assert why in said(client, "/sign-in/password/", password=one, again=two)
    assert said(client, "/sign-in/password/", password="a longer word of mine", again="a longer word of mine") == "→ /"
    assert client.get("/people/").status_code == 200
    assert said(client, "/sign-in/password/") == "→ /"
    assert sign_in(password=first).said.status_code == 200
    with pytest.raises(Refused):
        door.password_choose(by_actor("anna"), password="yet another long word")


def test_who_lost_phone_and_paper_begins_anew_and_old_sessions_end(anna: By) -> None:
    secret = enrolled()
    client = sign_in()
    said(client, "/sign-in/code/", code=code_at(secret, STEP))
    site.account_renew(by_actor("founder"), username="anna", password="renewed by the administrator")
    assert said(client, "/people/").startswith("→ /sign-in/?next=")
    assert said(sign_in(password="renewed by the administrator"), "/") == "→ /sign-in/app/"


def test_only_an_administrator_renews_and_never_the_founder(anna: By) -> None:
    with pytest.raises(Refused):
        site.account_renew(anna, username="suda", password="renewed by the administrator")
    with pytest.raises(Exception, match="no such account"):
        site.account_renew(by_actor("founder"), username="founder", password="renewed by the administrator")
