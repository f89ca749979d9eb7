"""What holds for every test: no network but loopback, fixed seeds, a word when browser or Spark tests did not run."""

from __future__ import annotations

import importlib.util
import ipaddress
import os
import shutil
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings
from playwright.sync_api import Browser, Page, sync_playwright

settings.register_profile("fixed", derandomize=True, database=None, deadline=None, max_examples=60)
settings.load_profile("fixed")

IS_BROWSER_REQUIRED = os.environ.get("HOMEWARD_REQUIRE_BROWSER") == "1"
BROWSERS = (
    *("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "msedge", "microsoft-edge"),
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    r"C:\Program Files\Google\Chrome\Application\chrome.exe",
    r"C:\Program Files (x86)\Microsoft\Edge\Application\msedge.exe",
)
NO_BROWSER = "no Chromium, Chrome or Edge was found on this machine"


# ---- no network but loopback -----------------------------------------------------------------------------------------


def is_loopback(address: object) -> bool:
    """Tell whether a socket may connect there: this machine's own addresses and local socket files only."""
    if not isinstance(address, tuple):
        return True
    host = str(address[0])
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


@pytest.fixture(autouse=True, scope="session")
def loopback_only() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        for name in ("connect", "connect_ex", "sendto"):
            patch.setattr(socket.socket, name, _guarded(name))
        yield


def _guarded(name: str):
    unguarded = getattr(socket.socket, name)

    def guarded(self: socket.socket, *args: object) -> object:
        if not is_loopback(args[-1]):
            raise PermissionError(f"a test reached for the network: {args[-1]}")
        return unguarded(self, *args)

    return guarded


# ---- a real browser where there is one -------------------------------------------------------------------------------


def find_browser() -> str | None:
    """Return the program of an installed browser that Playwright can drive as Chromium."""
    return next((found for name in BROWSERS if (found := shutil.which(name))), None)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A started browser, for one module: while it runs, its event loop keeps Django's database out of this process."""
    program = find_browser()
    if program is None:
        pytest.fail(NO_BROWSER)
    # Nothing but this machine can be resolved, so a page that asks for more breaks in the test, not in the field.
    flags = ["--no-sandbox", "--disable-background-networking", "--disable-component-update", "--disable-sync"]
    flags += ["--no-first-run", "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost"]
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=Path(program), args=flags)
        yield started
        started.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A fresh page; the test fails if the page asked for anything outside this machine."""
    context = browser.new_context(accept_downloads=True)
    asked: list[str] = []
    context.on("request", lambda request: asked.append(request.url))
    yield context.new_page()
    context.close()
    local = ("http://127.0.0.1", "http://localhost", "data:", "blob:", "about:", "file:")
    assert [url for url in asked if not url.startswith(local)] == []


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if not importlib.util.find_spec("pyspark"):
        config.hook.pytest_deselected(items=[item for item in items if item.get_closest_marker("spark")])
        items[:] = [item for item in items if not item.get_closest_marker("spark")]
    if IS_BROWSER_REQUIRED or find_browser():
        return
    for item in items:
        if item.get_closest_marker("browser"):
            item.add_marker(pytest.mark.skip(reason=NO_BROWSER))


def tell_skipped_journeys(terminalreporter: pytest.TerminalReporter) -> None:
    """Say which slow journeys did not run, and why: nobody should take them for passed."""
    for report in terminalreporter.stats.get("skipped", []):
        if "slow" in report.keywords and isinstance(report.longrepr, tuple):
            terminalreporter.line(f"slow: {report.nodeid} did NOT run: {report.longrepr[2]}", yellow=True)


def browser_reports(config: pytest.Config, *outcomes: str) -> list[pytest.TestReport]:
    stats = config.pluginmanager.get_plugin("terminalreporter").stats
    reports = [report for outcome in outcomes for report in stats.get(outcome, [])]
    return [report for report in reports if "browser" in getattr(report, "keywords", {})]


def pytest_sessionfinish(session: pytest.Session) -> None:
    if IS_BROWSER_REQUIRED and not browser_reports(session.config, "passed", "failed"):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    tell_skipped_journeys(terminalreporter)
    ran, skipped = browser_reports(config, "passed", "failed"), browser_reports(config, "skipped")
    if skipped:
        terminalreporter.line(f"browser: {len(skipped)} tests did NOT run: {NO_BROWSER}", yellow=True)
    elif IS_BROWSER_REQUIRED and not ran:
        terminalreporter.line("browser: required, and no browser test ran", red=True)
    elif ran:
        terminalreporter.line(f"browser: {len(ran)} tests ran in {find_browser()}")
