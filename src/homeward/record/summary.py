"""What is known of a person when all records are laid beside each other: the chosen reading, and the conflicts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from homeward.record.person import Attribute, PersonRecord

_COMPARED = (Attribute.SEX, Attribute.BORN, Attribute.NATIONALITY)


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """What is shown of a person. Empty text means nobody said; `conflicts` names what the sources disagree on."""

    name_native: str
    name_latin: str
    sex: str
    born: str
    youngest_born: str
    nationality: str
    site: str
    conflicts: tuple[Attribute, ...]


def summarise(records: Sequence[PersonRecord]) -> Summary:
    """Choose for each attribute what most records say; a tie goes to the text that sorts first.

    The youngest birth date is the latest that any reading of any record allows, so that a child is not missed.
    """
    names = [claim.value.strip() for record in records for claim in record.claimed(Attribute.NAME)]
    dates = (Attribute.BORN, Attribute.AGE)
    births = [reading for record in records for kind in dates for reading in record.readings(kind)]
    return Summary(
        name_native=_longest(name for name in names if not _is_latin(name)),
        name_latin=_longest(name for name in names if _is_latin(name)),
        sex=_commonest(records, Attribute.SEX),
        born=_born(records),
        youngest_born=max((birth.ljust(10, "~") for birth in births), default="").rstrip("~"),
        nationality=_commonest(records, Attribute.NATIONALITY),
        site=_most(record.first(Attribute.SITE) for record in records),
        conflicts=tuple(attribute for attribute in _COMPARED if _disagree(records, attribute)),
    )


def _commonest(records: Sequence[PersonRecord], attribute: Attribute) -> str:
    return _most(next(iter(record.readings(attribute)), "") for record in records)


def _born(records: Sequence[PersonRecord]) -> str:
    """The reading that most records allow; among those the most precise."""
    counts = Counter(reading for record in records for reading in set(record.readings(Attribute.BORN)))
    first = {next(iter(record.readings(Attribute.BORN)), "") for record in records}
    return min(counts, key=lambda reading: (-counts[reading], -len(reading), reading not in first, reading), default="")


def _disagree(records: Sequence[PersonRecord], attribute: Attribute) -> bool:
    said = [set(record.readings(attribute)) for record in records if record.readings(attribute)]
    return len(said) > 1 and not set.intersection(*said)


def _most(values: Iterable[str]) -> str:
    counts = Counter(value for value in values if value)
    return min(counts, key=lambda value: (-counts[value], value), default="")


def _longest(names: Iterable[str]) -> str:
    return min(names, key=lambda name: (-len(name), name), default="")


def _is_latin(name: str) -> bool:
    return all(ord(letter) < 0x250 or 0x1E00 <= ord(letter) < 0x1F00 for letter in name if letter.isalpha())
