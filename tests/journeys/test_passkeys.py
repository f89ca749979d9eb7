"""Passkeys in a real browser: made, used, removed, and given to nobody else; the authenticator is simulated."""

from __future__ import annotations

import json
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import CDPSession, Page, expect
from pytest_django.live_server_helper import LiveServer
from tests.web.acting import PASSWORD, an_account, an_operation

from homeward.web import models

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def origin(live_server: LiveServer, settings, transactional_db: None) -> str:
    """An operation served at `localhost`, which browsers take for a host name that is safe."""
    settings.ORIGIN = f"http://localhost:{urlsplit(live_server.url).port}"
    an_account(an_operation(), "registrar", username="anna")
    return settings.ORIGIN


def plug_in(page: Page, **more: object) -> tuple[CDPSession, str]:
    """Give the browser an authenticator whose owner is there and unlocks it."""
    chrome = page.context.new_cdp_session(page)
    chrome.send("WebAuthn.enable")
    options = {"protocol": "ctap2", "transport": "internal", "hasUserVerification": True, "isUserVerified": True}
    options |= {"automaticPresenceSimulation": True, "hasResidentKey": True} | more
    return chrome, chrome.send("WebAuthn.addVirtualAuthenticator", {"options": options})["authenticatorId"]


def use(page: Page) -> None:
    page.wait_for_load_state("networkidle")  # the page's script comes after the page
    page.get_by_role("button", name="Use the passkey").click()


def give_password(page: Page, origin: str) -> None:
    page.goto(f"{origin}/sign-in/")
    page.get_by_label("Account name").fill("anna")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()


def make_the_first(page: Page, origin: str) -> None:
    give_password(page, origin)
    page.get_by_role("button", name="Make a passkey").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Write these ten codes down now")
    page.get_by_role("link", name="I have written them down").click()


def at_home(page: Page) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text("What waits on me")


def test_a_passkey_is_made_used_and_removed(page: Page, origin: str) -> None:
    complaints: list[str] = []
    page.on("console", lambda line: complaints.append(line.text) if line.type == "error" else None)
    chrome, device = plug_in(page)
    make_the_first(page, origin)
    at_home(page)
    page.get_by_role("button", name="Sign out").click()
    give_password(page, origin)
    expect(page.get_by_role("heading", level=1)).to_have_text("Your passkey")
    use(page)
    at_home(page)
    page.get_by_role("link", name="anna").click()
    expect(page.get_by_text("The only second factor cannot be removed")).to_be_visible()
    page.get_by_role("button", name="Add a passkey").click()
    expect(page.get_by_role("alert")).to_contain_text("is not taken twice")
    chrome.send("WebAuthn.removeVirtualAuthenticator", {"authenticatorId": device})
    plug_in(page, transport="usb")
    page.get_by_role("button", name="Add a passkey").click()
    expect(page.get_by_role("status")).to_contain_text("The passkey is kept")
    page.get_by_role("button", name="Remove").first.click()
    expect(page.get_by_role("status")).to_contain_text("The passkey is removed")
    # It had opened this session, so the other one is asked for.
    expect(page.get_by_role("heading", level=1)).to_have_text("Your passkey")
    use(page)
    at_home(page)
    verbs = list(models.LedgerEntry.objects.order_by("sequence").values_list("verb", flat=True))[-5:]
    assert verbs == [f"second_factor.{act}" for act in ("enrol", "use", "enrol", "remove", "use")]
    assert complaints == []


def test_an_answer_sent_again_opens_nothing(page: Page, origin: str) -> None:
    plug_in(page)
    make_the_first(page, origin)
    page.get_by_role("button", name="Sign out").click()
    give_password(page, origin)
    with page.expect_request(lambda request: request.method == "POST") as sent:
        use(page)
    at_home(page)
    answer = sent.value.post_data_json["answer"]
    page.get_by_role("button", name="Sign out").click()
    give_password(page, origin)
    expect(page.get_by_role("heading", level=1)).to_have_text("Your passkey")
    page.locator("input[name=answer]").evaluate(
        "(field, said) => { field.value = said; HTMLFormElement.prototype.submit.call(field.form) }", answer
    )
    expect(page.get_by_role("alert").first).to_contain_text("answers another question")
    page.goto(f"{origin}/people/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Your passkey")


def test_a_page_at_another_address_gets_nothing(page: Page, origin: str, live_server: LiveServer, settings) -> None:
    """The browser gives no passkey to an address; and what another origin got, the server does not take."""
    plug_in(page)
    make_the_first(page, origin)
    page.get_by_role("button", name="Sign out").click()
    elsewhere = origin.replace("localhost", "127.0.0.1")
    settings.ORIGIN = f"{origin}0"  # as if the operation were another on the same host, and this page a false one
    give_password(page, origin)
    use(page)
    expect(page.get_by_role("alert").first).to_contain_text("given to a page at another address")
    page.goto(f"{elsewhere}/sign-in/")
    settings.ORIGIN = origin
    give_password(page, elsewhere)
    use(page)
    expect(page.get_by_role("alert")).to_contain_text("No passkey came")


def test_a_device_that_does_not_check_its_owner_opens_nothing(page: Page, origin: str) -> None:
    chrome, device = plug_in(page)
    make_the_first(page, origin)
    page.get_by_role("button", name="Sign out").click()
    give_password(page, origin)
    chrome.send("WebAuthn.setUserVerified", {"authenticatorId": device, "isUserVerified": False})
    use(page)
    expect(page.get_by_role("alert")).to_contain_text("No passkey came", timeout=20_000)
    kept = chrome.send("WebAuthn.getCredentials", {"authenticatorId": device})["credentials"]
    assert len(kept) == 1 and "anna" not in json.dumps(kept[0].get("userHandle", ""))
