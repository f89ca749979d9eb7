"""Small worlds and people for the tests of this room."""

from __future__ import annotations

from datetime import date
from functools import cache

from homeward.demo.lists import CampList, make_lists
from homeward.demo.names import Word
from homeward.demo.people import Paper, Person
from homeward.demo.tables import places_of
from homeward.demo.world import World, make_world, read_story


@cache
def a_world(story: str = "article", *, people: int | None = None, seed: int = 1) -> World:
    """Return a world, made once for all tests."""
    return make_world(seed, read_story(story, people=people))


@cache
def its_lists(story: str = "article", *, people: int | None = None, seed: int = 1) -> tuple[CampList, ...]:
    """Return a world's lists, made once for all tests."""
    return make_lists(a_world(story, people=people, seed=seed))


def a_word(
    latin: str, *, role: str = "given", native: str = "", syllables: tuple[str, ...] = (), others: tuple[str, ...] = ()
) -> Word:
    """Return one word of a name."""
    return Word(role=role, native=native or latin, latin=latin, syllables=syllables or (latin,), others=others)


def a_person(
    *words: Word,
    nationality: str = "KEN",
    sex: str = "M",
    born: date = date(1998, 3, 12),
    papers: tuple[Paper, ...] = (),
    phone: str = "",
) -> Person:
    """Return a person with plain defaults."""
    words = words or (a_word("John"), a_word("Otieno", role="family"))
    return Person(
        id="P000001",
        nationality=nationality,
        sex=sex,
        born=born,
        words=words,
        native=" ".join(word.native for word in words),
        latin=" ".join(word.latin for word in words),
        father=("", ""),
        mother=("", ""),
        place=places_of(nationality)[0],
        postcode="",
        phone=phone,
        papers=papers,
        group="",
        entry="",
        number=0,
    )
