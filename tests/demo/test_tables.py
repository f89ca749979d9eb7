"""The tables hold what they promise: enough names, right scripts, words that can be read."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter

import pytest

from homeward.demo.tables import nations, places_of, read_rows, read_toml
from homeward.record import read_nationality

LARGEST = ("CHN", "VNM", "IND", "ETH", "IDN", "PHL", "PAK", "MYS", "KEN", "ZAF")
MIDDLE = ("TWN", "NPL", "UGA", "LKA", "UZB", "NGA", "GHA", "BGD", "CMR", "RWA", "THA", "MMR")
# How Unicode calls the letters of a script.
LETTERS = {"Han": "CJK UNIFIED", "Myanmar": "MYANMAR", "Ethiopic": "ETHIOPIC"}


def counts(code: str) -> Counter[tuple[str, str]]:
    return Counter((row["kind"].partition(".")[0], row["sex"]) for row in read_rows(f"names/{code}.csv"))


def inherited(code: str) -> int:
    """Count family or father's names: the community's own tables, per sex where a family name has one."""
    found = counts(code)
    return sum(found[kind, ""] or found[kind, "M"] for kind in ("family", "father"))


@pytest.mark.parametrize("code", LARGEST)
def test_the_ten_largest_have_sixty_names_of_each_kind(code: str) -> None:
    found = counts(code)
    assert found["given", "M"] >= 60
    assert found["given", "F"] >= 60
    assert inherited(code) >= 60
    assert len(places_of(code)) >= 15


@pytest.mark.parametrize("code", MIDDLE)
def test_the_others_have_thirty_names_of_each_kind(code: str) -> None:
    found = counts(code)
    assert min(found["given", "M"], found["given", "F"], inherited(code) + found["given2", ""]) >= 30


@pytest.mark.parametrize("code", sorted(nations()))
def test_native_names_are_in_the_nations_scripts(code: str) -> None:
    scripts = "|".join(LETTERS.get(script, script.upper()) for script in nations()[code].script.split("|"))
    for row in read_rows(f"names/{code}.csv"):
        for sign in row["native"]:
            if sign.isalpha():
                assert re.match(scripts, unicodedata.name(sign)), f"{row['latin']}: {unicodedata.name(sign)}"


@pytest.mark.parametrize("code", sorted(nations()))
def test_names_are_there_once_and_say_where_they_come_from(code: str) -> None:
    rows = read_rows(f"names/{code}.csv")
    assert all(row["native"] and row["latin"] and row["source"] for row in rows)
    assert all(unicodedata.is_normalized("NFC", row["native"] + row["latin"]) for row in rows)
    places = Counter((row["kind"], row["sex"], row["native"]) for row in rows)
    assert max(places.values()) == 1
    assert all(
        "LATIN" in unicodedata.name(sign)
        for row in rows
        for sign in row["latin"]
        if sign.isalpha() and sign not in "ʻʼ"
    )


def test_registrars_words_can_all_be_read_but_the_ones_meant_not_to_be() -> None:
    for code, nation in nations().items():
        assert {read_nationality(word) for word in (*nation.words, nation.burmese, nation.chinese)} == {code}


def test_stories_are_as_long_as_they_say() -> None:
    stories = read_toml("stories.toml")
    sizes = {name: sum(men + women for _, men, women in story["people"]) for name, story in stories.items()}
    assert sizes == {"article": 1030, "february": 7158}
    february = stories["february"]["people"]
    assert (len(february), sum(women for *_, women in february)) == (28, 425 + 2)


def test_every_share_of_a_choice_sums_to_one() -> None:
    world = read_toml("world.toml")
    papers = [world["papers"][state] for state in ("held", "confiscated", "lost", "expired", "none")]
    for shares in (papers, [row[2] for row in world["sites"].values()], list(world["people"]["group_kinds"].values())):
        assert sum(shares) == pytest.approx(1.0)
