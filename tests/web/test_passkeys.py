"""Passkeys at the door and on the page where people keep their own, under a real host name."""

from __future__ import annotations

import html
import json
import re
from secrets import token_urlsafe

import pytest
from django.conf import LazySettings
from django.test import Client
from tests.web.acting import PASSWORD, an_account, an_operation
from tests.web.authenticator import HOST, ORIGIN, Authenticator, text
from tests.web.test_door import NOW, STEP, enrolled, said, sign_in, stand_at

from homeward.errors import HomewardError, Refused
from homeward.web import models
from homeward.web.actions import door, site
from homeward.web.actions.base import By, by_actor
from homeward.web.second_factor import code_at

pytestmark = pytest.mark.django_db


@pytest.fixture
def anna(settings: LazySettings, monkeypatch: pytest.MonkeyPatch) -> By:
    """An account on an operation that is served under a host name."""
    settings.ORIGIN, settings.ALLOWED_HOSTS = ORIGIN, [HOST, "testserver"]
    stand_at(NOW, monkeypatch)
    founder = an_operation()
    an_account(founder, "screening", username="suda")
    return an_account(founder, "registrar", username="anna")


def asked(page: str) -> dict[str, object]:
    """Return what a page hands to the browser."""
    return json.loads(html.unescape(re.search(r'data-question="([^"]+)"', page)[1]))


def a_passkey(username: str = "anna") -> tuple[Authenticator, tuple[str, ...]]:
    """Give an account a passkey by the action itself."""
    device, challenge = Authenticator(), token_urlsafe(32)
    said_ = device.make(challenge)
    by = by_actor(username)
    return device, door.passkey_enrol(by, said=said_, challenge=challenge, origin=ORIGIN)


def answer(client: Client, device: Authenticator, /, **bent: object) -> str:
    """Look at the page that asks, let the device answer, and send it."""
    question = asked(said(client, "/sign-in/code/"))
    return said(client, "/sign-in/code/", answer=device.use(str(question["challenge"]), **bent))


def kept(username: str = "anna") -> list[dict[str, object]]:
    return models.Actor.objects.get(username=username).passkeys


def newest() -> tuple[str, str, str, dict[str, object]]:
    entry = models.LedgerEntry.objects.order_by("-sequence")[0]
    return entry.actor, entry.verb, entry.object, entry.content["content"]


def test_a_first_sign_in_makes_a_passkey_and_the_next_asks_for_it(anna: By) -> None:
    client, device = sign_in(), Authenticator()
    page = said(client, "/sign-in/app/")
    question = asked(page)
    assert (question["host"], question["account"], question["known"]) == (HOST, "anna", [])
    assert "<svg" in page and "not offered" not in page, "the app stays possible"
    shown = said(client, "/sign-in/app/", answer=device.make(str(question["challenge"])))
    codes = re.findall(r"<li>([a-z2-9-]{19})</li>", shown)
    assert len(codes) == 10 and client.get("/people/").status_code == 200
    assert newest() == ("anna", "second_factor.enrol", "account:anna", {"with": "passkey", "passkeys": 1})
    later = sign_in()
    assert said(later, "/people/") == "→ /sign-in/code/"
    assert answer(later, device) == "→ /" and later.get("/people/").status_code == 200
    assert newest() == ("anna", "second_factor.use", "account:anna", {"with": "passkey", "passkeys": 1})
    assert kept()[0]["used"] == "2025-02-20"
    assert said(sign_in(), "/sign-in/code/", code=codes[0]) == "→ /"


def test_digits_open_nothing_any_more_where_a_passkey_is_there(anna: By, settings: LazySettings) -> None:
    secret = enrolled()
    assert said(sign_in(), "/sign-in/code/", code=code_at(secret, STEP)) == "→ /"
    a_passkey()
    assert "not right" in said(sign_in(), "/sign-in/code/", code=code_at(secret, STEP + 1))
    settings.ORIGIN = "https://192.168.1.20:8443"
    page = said(sign_in(), "/sign-in/code/")
    assert "data-question" not in page and "six digits" in page
    assert said(sign_in(), "/sign-in/code/", code=code_at(secret, STEP + 1)) == "→ /", "at an address nothing else can"


def test_a_passkey_alone_leaves_paper_only_at_an_address(anna: By, settings: LazySettings) -> None:
    device, codes = a_passkey()
    settings.ORIGIN = "https://192.168.1.20:8443"
    client = sign_in()
    assert said(client, "/") == "→ /sign-in/code/", "no app is taken in by password alone"
    page = said(client, "/sign-in/code/")
    assert "made under another address" in page and "your app" not in page
    assert "was not taken" in said(client, "/sign-in/code/", answer=device.use(token_urlsafe(32)))
    assert said(client, "/sign-in/code/", code=codes[5]) == "→ /"


def test_an_answer_is_good_once_and_in_its_own_session(anna: By) -> None:
    device, _ = a_passkey()
    first, second = sign_in(), sign_in()
    challenge = str(asked(said(first, "/sign-in/code/"))["challenge"])
    said_ = device.use(challenge)
    assert "was not taken" in said(second, "/sign-in/code/", answer=said_), "another session"
    said(second, "/sign-in/code/")
    assert "was not taken" in said(second, "/sign-in/code/", answer=said_)
    assert said(first, "/sign-in/code/", answer=said_) == "→ /"
    first.post("/sign-out/")
    assert "was not taken" in said(sign_in(client=first), "/sign-in/code/", answer=said_), "replayed"


def test_a_wrong_answer_spends_the_challenge(anna: By) -> None:
    device, _ = a_passkey()
    client = sign_in()
    challenge = str(asked(said(client, "/sign-in/code/"))["challenge"])
    page = said(client, "/sign-in/code/", answer=device.use(challenge, signature=b"0" * 64))
    assert "signature is not its own" in page and asked(page)["challenge"] != challenge
    assert "answered before" in said(client, "/sign-in/code/", answer=device.use(challenge))
    assert answer(client, device) == "→ /"


@pytest.mark.parametrize(
    "bent",
    [
        {"client": {"origin": "https://homeward.example.org.evil.example"}},
        {"host": "example.org"},
        {"flags": 0x01},
        {"parts": {"id": "AAAA"}},
    ],
)
def test_a_false_page_a_false_host_or_nobody_verified_opens_nothing(anna: By, bent: dict[str, object]) -> None:
    device, _ = a_passkey()
    client = sign_in()
    assert "was not taken" in answer(client, device, **bent)
    assert said(client, "/people/") == "→ /sign-in/code/"


def test_somebody_elses_passkey_opens_nothing(anna: By) -> None:
    a_passkey()
    other, _ = a_passkey("suda")
    assert "none of this account" in answer(sign_in(), other)
    with pytest.raises(Refused, match="already"):
        challenge = token_urlsafe(32)
        door.passkey_enrol(anna, said=other.make(challenge), challenge=challenge, origin=ORIGIN)


def test_a_counter_that_goes_back_opens_nothing(anna: By) -> None:
    device, _ = a_passkey()
    assert answer(sign_in(), device, counter=7) == "→ /"
    for counter in (7, 6, 0):
        assert "may be a copy" in answer(sign_in(), device, counter=counter)
    assert kept()[0]["counter"] == 7
    assert answer(sign_in(), device, counter=8) == "→ /"


def test_guessing_ends_after_five_tries_with_codes_and_passkeys_together(
    anna: By, monkeypatch: pytest.MonkeyPatch
) -> None:
    device, codes = a_passkey()
    for _ in range(3):
        assert "was not taken" in answer(sign_in(), device, signature=b"0" * 64)
    for _ in range(2):
        assert "not right" in said(sign_in(), "/sign-in/code/", code="000000")
    assert "wait 15 minutes" in answer(sign_in(), device)
    assert "wait 15 minutes" in said(sign_in(), "/sign-in/code/", code=codes[0])
    stand_at(NOW.replace(minute=16), monkeypatch)
    assert answer(sign_in(), device) == "→ /"


def test_a_browser_that_runs_no_script_is_told(anna: By) -> None:
    a_passkey()
    assert "A passkey comes only where the page may run its script" in said(sign_in(), "/sign-in/code/", answer="")


# ---- one's own page --------------------------------------------------------------------------------------------------


def test_a_second_passkey_is_added_and_the_first_removed(anna: By) -> None:
    device, spare = a_passkey()[0], Authenticator()
    client = sign_in()
    answer(client, device)
    page = said(client, "/second-factor/")
    assert "cannot be removed" in page and 'name="remove"' not in page
    question = asked(page)
    assert len(question["known"]) == 1
    assert said(client, "/second-factor/", answer=spare.make(str(question["challenge"]))) == "→ /second-factor/"
    third = Authenticator().make(str(question["challenge"]))
    assert "answered before" in said(client, "/second-factor/", answer=third), "a challenge is good once"
    assert said(client, "/second-factor/", remove=str(kept()[0]["id"])) == "→ /second-factor/"
    assert newest() == ("anna", "second_factor.remove", "account:anna", {"with": "passkey", "passkeys": 1})
    assert "none of this account" in answer(sign_in(), device)
    assert answer(sign_in(), spare) == "→ /"


def test_a_removed_passkey_keeps_nobody_in(anna: By) -> None:
    (lost, codes), (stays, _) = a_passkey(), a_passkey()
    on_lost_phone, at_desk, on_paper = sign_in(), sign_in(), sign_in()
    answer(on_lost_phone, lost)
    answer(at_desk, stays)
    said(on_paper, "/sign-in/code/", code=codes[0])
    assert [each.get("/people/").status_code for each in (on_lost_phone, at_desk, on_paper)] == [200, 200, 200]
    said(at_desk, "/second-factor/", remove=text(lost.id))
    assert said(on_lost_phone, "/people/") == "→ /sign-in/code/"
    assert [each.get("/people/").status_code for each in (at_desk, on_paper)] == [200, 200]


def test_the_last_second_factor_stays(anna: By) -> None:
    a_passkey()
    id_ = str(kept()[0]["id"])
    with pytest.raises(Refused, match="only second factor"):
        door.passkey_remove(anna, id=id_)
    assert len(kept()) == 1
    models.Actor.objects.filter(username="anna").update(second_secret=b"1" * 20)
    door.passkey_remove(anna, id=id_)
    assert kept() == []


def test_only_its_owner_removes_a_passkey(anna: By) -> None:
    enrolled()
    a_passkey("suda")
    with pytest.raises(HomewardError, match="no such passkey"):
        door.passkey_remove(anna, id=str(kept("suda")[0]["id"]))
    assert len(kept("suda")) == 1


def test_nothing_is_removed_or_added_before_the_second_factor_is_given(anna: By) -> None:
    enrolled()
    a_passkey()
    client = sign_in()
    for form in ({"remove": str(kept()[0]["id"])}, {"answer": Authenticator().make(token_urlsafe(32))}):
        assert said(client, "/second-factor/", **form) == "→ /sign-in/code/"
    assert len(kept()) == 1


def test_who_has_the_app_adds_a_passkey_and_keeps_the_recovery_codes(anna: By) -> None:
    secret = enrolled()
    codes = models.Actor.objects.get(username="anna").recovery_codes
    client = sign_in()
    said(client, "/sign-in/code/", code=code_at(secret, STEP))
    question = asked(said(client, "/second-factor/"))
    device = Authenticator()
    assert said(client, "/second-factor/", answer=device.make(str(question["challenge"]))) == "→ /second-factor/"
    assert models.Actor.objects.get(username="anna").recovery_codes == codes
    assert answer(sign_in(), device) == "→ /"


def test_renewal_removes_passkeys_and_stands_in_the_ledger(anna: By) -> None:
    a_passkey()
    other, _ = a_passkey("suda")
    site.account_renew(by_actor("founder"), username="anna", password="renewed by the administrator")
    assert newest() == ("founder", "account.renew", "account:anna", {"passkeys_removed": 1})
    assert said(sign_in(password="renewed by the administrator"), "/") == "→ /sign-in/app/"
    assert answer(sign_in("suda"), other) == "→ /"


@pytest.mark.parametrize("origin", ["https://192.168.1.20:8443", "https://laptop.local:8443", ""])
def test_without_a_host_name_no_passkey_is_offered_and_the_page_says_why(
    anna: By, settings: LazySettings, origin: str
) -> None:
    settings.ORIGIN = origin
    secret = enrolled()
    client = sign_in()
    if origin:
        said(client, "/sign-in/code/", code=code_at(secret, STEP))
    page = said(client, "/second-factor/")
    assert "not offered here: browsers give them to a real host name only, and this page is open at testserver." in page
    assert "data-passkey" not in page and "passkey.js" not in page
    assert "was not taken" in said(client, "/second-factor/", answer=Authenticator().make(token_urlsafe(32)))
    assert kept() == []


def test_a_passkey_of_another_host_name_is_not_asked_for(anna: By, settings: LazySettings) -> None:
    secret = enrolled()
    a_passkey()
    settings.ORIGIN = "https://moved.example.org"
    assert "data-question" not in said(sign_in(), "/sign-in/code/")
    assert said(sign_in(), "/sign-in/code/", code=code_at(secret, STEP)) == "→ /"


def test_the_pages_hold_no_script_but_files_of_ours(anna: By) -> None:
    client = sign_in()
    pages = [client.get("/sign-in/app/")]
    device, _ = a_passkey()
    pages.append(client.get("/sign-in/code/"))
    answer(client, device)
    pages.append(client.get("/second-factor/"))
    for page in pages:
        scripts = re.findall(r"<script[^>]*>.*?</script>", page.content.decode(), re.DOTALL)
        files = ("homeward", "passkey")
        assert scripts == [f'<script src="/static/{name}.js" defer></script>' for name in files]
        policy = page["Content-Security-Policy"]
        assert "default-src 'none'" in policy and "script-src 'self'" in policy and "unsafe" not in policy


def test_a_proxy_on_this_machine_says_who_tries(anna: By, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("homeward.web.views.session._MOST_ADDRESS", 2)
    tried = {"username": "nobody", "password": PASSWORD}

    def heard(address: str, **more: str) -> bool:
        page = Client(REMOTE_ADDR=address).post("/sign-in/", tried | {"username": f"n{heard.count}"}, **more)
        heard.count += 1
        return "wait 15" in page.content.decode()

    heard.count = 0
    assert [heard("127.0.0.1", HTTP_X_FORWARDED_FOR=f"6.6.6.{n}, 198.51.100.7") for n in range(3)] == [
        False,
        False,
        True,
    ]
    assert not heard("127.0.0.1", HTTP_X_FORWARDED_FOR="198.51.100.8")
    assert [heard("10.0.0.5", HTTP_X_FORWARDED_FOR=f"6.6.6.{n}") for n in range(3)] == [False, False, True]
