"""The world's own tables: nations, places, rates, stories. They feed no other room."""

from __future__ import annotations

import csv
import tomllib
from dataclasses import dataclass, fields
from functools import cache
from importlib import resources
from typing import Any

_DATA = resources.files("homeward.demo").joinpath("data")


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """One way of building a name: the words of the own name, the father's and the mother's. `sex` empty for both."""

    weight: float
    sex: str
    own: str
    father: str
    mother: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Nation:
    """A row of `nations.toml`, which says what each field means."""

    code: str
    script: str
    join: str
    language: str
    words: tuple[str, ...]
    burmese: str
    chinese: str
    dial: str
    phone: str
    passport: str
    national: str
    calendar: str
    order: str
    registered: float
    latin: float
    family_skew: float
    given_skew: float
    honorifics: tuple[str, ...]
    family_in_capitals: bool
    literal: dict[str, list[str]]
    shapes: tuple[Shape, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A home place. `postcode` is a pattern, `code` what national numbers write for the place."""

    native: str
    latin: str
    others: tuple[str, ...]
    postcode: str
    code: str


@cache
def read_toml(name: str) -> dict[str, Any]:
    """Read one of the tables in TOML, once. Nobody may change what is returned."""
    return tomllib.loads(_DATA.joinpath(name).read_text(encoding="utf-8"))


@cache
def read_rows(name: str) -> tuple[dict[str, str], ...]:
    """Read one of the tables in CSV, once."""
    return tuple(csv.DictReader(_DATA.joinpath(name).read_text(encoding="utf-8").splitlines()))


@cache
def nations() -> dict[str, Nation]:
    """Return all nations by alpha-3 code."""
    plain = [field.name for field in fields(Nation) if field.name not in ("code", "words", "honorifics", "shapes")]
    return {
        code: Nation(
            code=code,
            words=tuple(row["words"]),
            honorifics=tuple(row["honorifics"]),
            shapes=tuple(
                Shape(weight=weight, sex=sex, own=own, father=father, mother=mother)
                for weight, sex, own, father, mother in row["shapes"]
            ),
            **{name: row[name] for name in plain},
        )
        for code, row in read_toml("nations.toml").items()
    }


@cache
def _places() -> dict[str, tuple[Place, ...]]:
    places: dict[str, list[Place]] = {}
    for row in read_rows("places.csv"):
        place = Place(
            native=row["native"],
            latin=row["latin"],
            others=tuple(filter(None, row["other_latin"].split("|"))),
            postcode=row["postcode"],
            code=row["code"],
        )
        places.setdefault(row["nationality"], []).append(place)
    return {code: tuple(rows) for code, rows in places.items()}


def places_of(code: str) -> tuple[Place, ...]:
    """Return the home places of a nationality."""
    return _places()[code]


@cache
def respellings() -> dict[str, tuple[tuple[str, str], ...]]:
    """Return by nationality what an ear may write for what."""
    rules: dict[str, list[tuple[str, str]]] = {}
    for row in read_rows("respellings.csv"):
        rules.setdefault(row["nationality"], []).append((row["from"], row["to"]))
    return {code: tuple(pairs) for code, pairs in rules.items()}
