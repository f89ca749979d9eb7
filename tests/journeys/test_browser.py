"""Journeys in a real browser: what people do on an ordinary day, by hand and by keyboard."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import pytest
import xlsxwriter
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer
from tests.house.source import ROOT
from tests.web.builders import PASSWORD, World, a_world, an_actor, an_operation

from homeward.web import models

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def world(tmp_path: Path, settings, transactional_db: None) -> World:
    settings.DATA = str(tmp_path)
    return a_world()


def sign_in(page: Page, server: LiveServer, username: str) -> None:
    page.goto(server.url)
    page.get_by_label("Account name").fill(username)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("What waits on me")


def a_sheet() -> bytes:
    """A camp list with Burmese headings, one row of which cannot be read."""
    rows = [
        ["စဉ်", "အမည်", "ကျား/မ", "မွေးသက္ကရာဇ်", "နိုင်ငံသား"],
        [1, "ဝင်းထွဋ်", "ကျား", "1990-02-03", "Myanmar"],
        [2, "林梅", "F", "1999-12-01", "China"],
        [3, "Jean Mbala", "M", "1991-01-02", "Congolese"],
    ]
    data = io.BytesIO()
    with xlsxwriter.Workbook(data, {"in_memory": True}) as book:
        sheet = book.add_worksheet("list")
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    return data.getvalue()


def test_the_first_day_goes_by_the_names_that_its_guide_prints(
    page: Page, live_server: LiveServer, tmp_path: Path, settings, transactional_db: None
) -> None:
    settings.DATA = str(tmp_path)
    (tmp_path / "signing.key").write_text("11" * 32, encoding="ascii")
    an_operation()
    for role in ("registrar", "coordinator", "screening", "dpo"):
        an_actor(role)
    models.Actor.objects.filter(username="registrar").update(roles=["registrar", "reviewer"])
    for state in ("ETH", "KEN"):
        models.Mission.objects.create(state=state, name=f"Embassy of {state}", place="Bangkok", days_to_answer=30)
    guide = (ROOT / "docs/guide/first-day.md").read_text(encoding="utf-8")

    def press(role: str, name: str) -> None:
        assert f"**{name}**" in guide or f"*{name}*" in guide
        page.get_by_role(role, name=name).click()

    sign_in(page, live_server, "registrar")
    press("link", "Hand in the first list")
    page.get_by_label("Name of the list").fill("north-camp")
    page.get_by_label("File").set_input_files([ROOT / "docs/guide/north-camp.csv"])
    press("button", "Read the file")
    press("link", "Work out who is who")
    press("button", "Compare the lists")
    press("button", "Same")
    page.get_by_role("link", name="People").click()
    expect(page.get_by_text("3 people, longest waiting first")).to_be_visible()
    page.get_by_role("button", name="Sign out").click()
    sign_in(page, live_server, "coordinator")
    press("link", "Ask the states")
    press("button", "Write the requests")
    expect(page.get_by_role("status")).to_contain_text("Asked about 3 people: 2 sealed requests")
    assert len(list((tmp_path / "out/requests").iterdir())) == 2


def test_a_registrar_takes_in_a_list(page: Page, live_server: LiveServer, world: World) -> None:
    sign_in(page, live_server, "registrar")
    page.get_by_role("link", name="Lists").click()
    page.get_by_role("link", name="Hand in a list").click()
    page.get_by_label("Name of the list").fill("walk-ins")
    page.get_by_role("button", name="Read the file").click()
    expect(page.get_by_role("alert")).to_be_focused()
    expect(page.get_by_label("Name of the list")).to_have_value("walk-ins")
    sheet = {"name": "walk-ins.xlsx", "mimeType": "application/octet-stream", "buffer": a_sheet()}
    page.get_by_label("File").set_input_files([sheet])
    page.get_by_role("button", name="Read the file").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("cannot be read")
    page.get_by_role("button", name="Take the other 2 rows").click()
    expect(page.get_by_role("status")).to_contain_text("3 rows read, 1 left behind")
    assert models.Record.objects.filter(source_list__name="walk-ins").count() == 2


def test_a_reviewer_judges_by_keyboard(page: Page, live_server: LiveServer, world: World) -> None:
    sign_in(page, live_server, "reviewer")
    page.get_by_role("link", name="Judge whether two records are one person").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Are these one person?")
    first = page.url
    page.get_by_label("Reason").fill("born 1 and 2 years apart")  # digits typed into a field judge nothing
    assert page.url == first
    page.get_by_role("heading", level=1).click()
    page.keyboard.press("2")
    expect(page.get_by_role("status")).to_contain_text("different people")
    assert page.url != first
    judgement = models.Judgement.objects.exclude(reason="same scar on file").get()
    assert (judgement.verdict, judgement.reason) == ("different", "born 1 and 2 years apart")
    page.keyboard.press("1")
    expect(page.get_by_text("No pair waits for a judgement")).to_be_visible()


@pytest.mark.parametrize(("form", "begins"), [("PDF", b"%PDF-"), ("CSV", b""), ("XLSX", b"PK")])
def test_a_coordinator_downloads_a_manifest(
    page: Page, live_server: LiveServer, world: World, form: str, begins: bytes
) -> None:
    sign_in(page, live_server, "coordinator")
    page.get_by_role("link", name="Batches").click()
    page.get_by_role("link", name=world.batch.key).click()
    with page.expect_download() as waiting:
        page.get_by_role("link", name=form, exact=True).click()
    assert waiting.value.suggested_filename == f"{world.batch.key}-v1.{form.lower()}"
    data = Path(waiting.value.path()).read_bytes()
    assert data.startswith(begins) and len(data) > 200


def test_three_shifts_leave_the_page(page: Page, live_server: LiveServer, world: World) -> None:
    sign_in(page, live_server, "screening")
    page.goto(f"{live_server.url}/protection/")
    for _ in range(3):
        page.keyboard.press("Shift")
    page.wait_for_url("**/calendar/")
    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")


@pytest.fixture
def plain_page(browser: Browser) -> Iterator[Page]:
    """A page in a browser that runs no scripts, on a phone."""
    context = browser.new_context(java_script_enabled=False, viewport={"width": 360, "height": 740})
    yield context.new_page()
    context.close()


def test_everything_works_without_scripts_on_a_phone(plain_page: Page, live_server: LiveServer, world: World) -> None:
    sign_in(plain_page, live_server, "reviewer")
    plain_page.get_by_role("link", name="Review", exact=True).click()
    plain_page.get_by_role("button", name="Unsure").click()
    expect(plain_page.get_by_role("status")).to_contain_text("unsure")
    plain_page.get_by_role("button", name="Leave this page").click()
    plain_page.wait_for_url("**/calendar/")


def test_nothing_is_wider_than_a_phone(browser: Browser, live_server: LiveServer, world: World) -> None:
    context = browser.new_context(viewport={"width": 360, "height": 740})
    page = context.new_page()
    places = {
        "coordinator": ["/", "/people/", f"/people/{world.people[3].reference}/", "/requests/", "/plan/", "/batches/",
                        f"/requests/{world.request.key}/", f"/batches/{world.batch.key}/", "/statement/1/"],
        "reviewer": ["/", "/review/", "/lists/", "/lists/1/"],
        "dpo": ["/", "/disclosures/", "/ledger/", "/protection/"],
        "admin": ["/", "/accounts/"],
    }  # fmt: skip
    for username, addresses in places.items():
        context.clear_cookies()
        sign_in(page, live_server, username)
        for address in addresses:
            page.goto(live_server.url + address)
            width = page.evaluate("document.documentElement.scrollWidth")
            assert width <= 360, f"{address} is {width} wide"
    context.close()
