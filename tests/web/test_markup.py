"""How pages are made: one heading, a label for each field, nothing inline, enough contrast, one small stylesheet."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from tests.web.builders import a_hold, a_world
from tests.web.test_matrix import EXPECTED, arguments

from homeward.web import models

SHEET = (Path(__file__).parents[2] / "src/homeward/web/static/homeward.css").read_text(encoding="utf-8")


class Page(HTMLParser):
    """What a page is made of, as far as the rules below ask."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def every(self, *tags: str) -> list[dict[str, str | None]]:
        return [attrs for tag, attrs in self.elements if tag in tags]


@pytest.fixture
def pages(db: None, tmp_path: Path, settings) -> dict[str, str]:
    settings.DATA = str(tmp_path)
    (tmp_path / "signing.key").write_text("11" * 32, encoding="ascii")
    world = a_world()
    a_hold(world.people[7])
    found = {
        "sign_in": Client().get("/sign-in/").content.decode(),
        "calendar": Client().get("/calendar/").content.decode(),
    }
    for name, roles in EXPECTED.items():
        client = Client()
        client.force_login(models.Actor.objects.get(username=roles.split()[-1]))
        response = client.get(reverse(name, args=arguments(world).get(name, [])))
        if response["Content-Type"].startswith("text/html") and response.status_code == 200:
            found[name] = response.content.decode()
    return found


def test_pages_are_made_by_the_rules(pages: dict[str, str]) -> None:
    assert len(pages) > 20
    for name, text in pages.items():
        page = Page(text)
        assert len(page.every("h1")) == 1, name
        assert page.every("html") == [{"lang": "en-GB"}], name
        assert re.search(r"<title>[^<]+</title>", text), name
        assert "Error:" not in text, f"{name}: an error before anything was sent"
        for tag, attrs in page.elements:
            assert "style" not in attrs and tag != "style", f"{name}: {tag} with a style"
            assert not [key for key in attrs if key.startswith("on")], f"{name}: {tag} with a handler"
            for key in ("src", "href", "action"):
                address = attrs.get(key) or ""
                assert not re.match(r"(https?:)?//", address), f"{name}: {address}"
        labels = {attrs.get("for") for attrs in page.every("label")}
        for field in page.every("input", "select", "textarea"):
            if field.get("type") != "hidden":
                assert field.get("id") in labels or field.get("aria-label"), f"{name}: {field}"
        ids = [attrs["id"] for _, attrs in page.elements if attrs.get("id")]
        assert len(ids) == len(set(ids)), name
        assert all(head.get("scope") for head in page.every("th")), name
        for form in page.every("form"):
            assert form.get("method") == "get" or "csrfmiddlewaretoken" in text, name


def test_scripts_are_files_and_comfort(pages: dict[str, str]) -> None:
    for name, text in pages.items():
        assert re.findall(r"<script[^>]*>", text) in ([], ['<script src="/static/homeward.js" defer>']), name


def test_the_stylesheet_is_small_and_hand_written() -> None:
    assert len(SHEET.encode()) < 15_000
    assert "@import" not in SHEET and "http" not in SHEET


def luminance(colour: str) -> float:
    digits = colour.lstrip("#")
    digits = "".join(digit * 2 for digit in digits) if len(digits) == 3 else digits
    parts = [int(digits[start : start + 2], 16) / 255 for start in (0, 2, 4)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """WCAG 2.2 contrast ratio.

    >>> contrast("#000", "#fff")
    21.0
    """
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def schemes() -> dict[str, dict[str, str]]:
    blocks = re.findall(r":root \{(.*?)\n? *\}", SHEET, re.S)[:2]
    light, dark = (dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{3,6})", block)) for block in blocks)
    return {"light": light, "dark": {**light, **dark}}


WORDS_ON_GROUNDS = [
    *((word, ground) for word in ("ink", "quiet", "accent") for ground in ("paper", "wash", "soft")),
    *((word, ground) for word in ("waiting", "ready", "stopped", "overdue") for ground in ("paper", "wash")),
    ("on-accent", "accent"),
    ("on-band", "band"),
]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("word", "ground"), WORDS_ON_GROUNDS)
def test_every_pair_of_colours_can_be_read(scheme: str, word: str, ground: str) -> None:
    colours = schemes()[scheme]
    assert contrast(colours[word], colours[ground]) >= 4.5


def test_the_two_schemes_differ() -> None:
    assert schemes()["light"]["paper"] != schemes()["dark"]["paper"]
