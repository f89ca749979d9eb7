"""Tables written by hand: what the files say, and what they do on names of people who do not exist."""

from __future__ import annotations

from collections import defaultdict
from importlib import resources
from math import log2
from pathlib import Path

import pytest

from homeward.match import load_model, name_pair
from homeward.match.spelling import load_table
from homeward.match.units import read_units

WRITTEN = """# a comment
inherent\t0.5\t-:5 a:5
consonant\tก\tk:6 g:4\tk:10
vowel\tา\ta:10
alone\tฤๅ\true:1
"""


def names() -> dict[str, list[tuple[str, list[str]]]]:
    """Return the invented names by script: one in its script, and its usual Latin spellings."""
    found: defaultdict[str, list[tuple[str, list[str]]]] = defaultdict(list)
    file = Path(__file__).parent / "data" / "invented-names.tsv"
    for line in file.read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            script, written, latin = line.split("\t")
            found[script].append((written, latin.split("|")))
    return found


NAMES = names()


def test_a_consonant_is_put_together_with_its_vowels():
    units = read_units(WRITTEN, script="thai").units
    assert units["กา"] == pytest.approx({"ka": log2(0.6), "ga": log2(0.4)})
    assert units["ก"] == pytest.approx(
        {"k": log2(0.5 + 0.5 * 0.3), "g": log2(0.5 * 0.2), "ka": log2(0.15), "ga": log2(0.1)}
    )
    assert units["ฤๅ"] == {"rue": 0.0} and units["า"] == {"a": 0.0}


def test_a_vowel_by_number_is_another_form_of_the_letter():
    text = "consonant\tሀ\th:1\th:1\nvowel\t+0\te:1\nvowel\t+1\tu:1\n"
    assert read_units(text, script="ethiopic").units == {"ሀ": {"he": 0.0}, "ሁ": {"hu": 0.0}}


@pytest.mark.parametrize(
    "file",
    sorted(file.name for file in resources.files("homeward.match").joinpath("data").iterdir() if "units-" in file.name),
)
def test_each_file_gives_a_table_and_names_its_source(file):
    text = resources.files("homeward.match").joinpath("data", file).read_text(encoding="utf-8")
    table = load_table(file.removeprefix("units-").removesuffix(".tsv"))
    assert (
        table is not None
        and table.units
        and all(all(bits <= 0 for bits in row.values()) for row in table.units.values())
    )
    assert "Source:" in text and all(len(line.split("\t")) in (3, 4) for line in text.splitlines() if line[0] != "#")


@pytest.mark.parametrize("script", sorted(NAMES))
def test_a_name_finds_itself_among_the_other_names_of_its_script(script):
    model, rows = load_model("1"), NAMES[script]
    missed = []
    for place, (written, latin) in enumerate(rows):
        bits = [max(name_pair(written, text, model).bits for text in other) for _, other in rows]
        if place != max(range(len(rows)), key=bits.__getitem__) or bits[place] < 0:
            missed.append((written, latin))
    assert len(missed) <= len(rows) // 15, missed


@pytest.mark.parametrize(
    ("written", "latin"),
    [
        ("黄秀珠", "Ng Siew Choo"), ("จันทร์", "Chan"), ("อินทร์", "In"), ("ಗೌಡ", "Gowda"), ("गौड़ा", "Gowda"),
    ],
)  # fmt: skip
def test_hokkien_given_names_silent_endings_and_southern_spellings_are_the_same_name(written, latin):
    assert name_pair(written, latin, load_model()).bits > 4
