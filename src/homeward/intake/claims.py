"""One row of a list becomes the claims on one person, or the faults that keep it out."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date

from homeward.errors import InputError
from homeward.intake.layout import Section
from homeward.intake.leftover import Leftover
from homeward.intake.mapping import NAME_ROLES, Column
from homeward.intake.words import fold, words
from homeward.record import (
    Attribute,
    Claim,
    Source,
    canonical_number,
    plain_digits,
    read_age,
    read_dates,
    read_mrz,
    read_nationality,
)

_ONLY_AGE = re.compile(r"\d{1,2}|1[01]\d|\d{1,3}\s*[^\W\d_].*")
_ROUNDED = re.compile(r"\d(?:[.,]\d+[eE]\+?|[eE]\+)\d+")
_AS_IS = {
    Attribute.NAME, Attribute.CALLED, Attribute.FATHER, Attribute.MOTHER, Attribute.PLACE, Attribute.POSTCODE,
    Attribute.LANGUAGE, Attribute.GROUP, Attribute.SITE, Attribute.REFERENCE,
}  # fmt: skip

Readings = tuple[Attribute, tuple[str, ...]]
Part = tuple[Attribute, str, str]  # attribute, the column's heading, the text as written

_PIECES = ("family_name", "given_name")
_ATTRIBUTES = {attribute.value: attribute for attribute in Attribute} | {"name_native": Attribute.NAME}


@dataclass(slots=True, kw_only=True)
class RowReader:
    """Reads the rows of one list; a value that was read once is not read again, and all is forgotten with the list."""

    list_id: str
    columns: Sequence[Column]
    at: date | None
    stated: Sequence[tuple[str, str]] = ()
    _read: dict[Part, Readings | str] = field(default_factory=dict)

    def read(self, cells: Sequence[str], *, row: int, section: Section | None) -> tuple[Claim, ...] | list[Leftover]:
        """Return the row's claims, or every fault that it has. `row` counts from 1."""
        parts = list(self._parts(cells))
        said = {attribute for attribute, _, _ in parts}
        if section and Attribute.NATIONALITY not in said:
            parts.append((Attribute.NATIONALITY, f"row {section.row}", section.text))
        parts += [(_ATTRIBUTES[role], "mapping", text) for role, text in self.stated if _ATTRIBUTES[role] not in said]
        home = self._home(parts)
        faults: list[Leftover] = []
        claims = []
        for attribute, column, text in parts:
            found = self._readings(attribute, text, home if attribute is Attribute.BORN else "")
            if isinstance(found, str):
                faults.append(Leftover(row=row, column=column, code=found))
                continue
            source = Source(list_id=self.list_id, row=row, column=column, stated_date=self.at)
            claims.append(Claim(attribute=found[0], value=text, readings=found[1], source=source))
        if Attribute.NAME not in said:
            name = next((c.heading for c in self.columns if set(c.roles) & set(NAME_ROLES)), "")
            faults.insert(0, Leftover(row=row, column=name, code="input.no-name"))
        return faults or tuple(claims)

    def _home(self, parts: Sequence[Part]) -> str:
        """Return the nationality that ranks the row's calendars, empty where none can be read."""
        for attribute, _, text in parts:
            if attribute is Attribute.NATIONALITY:
                found = self._readings(attribute, text, "")
                return "" if isinstance(found, str) else found[1][0]
        return ""

    def _readings(self, attribute: Attribute, text: str, home: str) -> Readings | str:
        if attribute in _AS_IS:
            return attribute, ()
        known = self._read.get((attribute, text, home))
        if known is None:
            try:
                known = _READERS[attribute](text, home, self.at)
            except InputError as error:
                known = error.code
            self._read[attribute, text, home] = known
        return known

    def _parts(self, cells: Sequence[str]) -> Iterator[Part]:
        """Yield the row's values by attribute; the parts of a name join in the order of their columns."""
        pieces: list[tuple[str, str]] = []
        for column in self.columns:
            text = cells[column.index]
            if not text:
                continue
            values = _split(text, column) if len(column.roles) > 1 else (text,)
            for role, value in zip(column.roles, values, strict=False):
                if is_missing(value, role):
                    continue
                if role in _PIECES:
                    pieces.append((column.heading, value))
                else:
                    yield _ATTRIBUTES[role], column.heading, value
        if pieces:
            heads, names = zip(*pieces, strict=True)
            yield Attribute.NAME, " + ".join(heads), " ".join(names)


def is_missing(text: str, role: str) -> bool:
    """Tell whether a cell says "not known". "NA" under nationality is Namibia's code and says something."""
    if len(text) > 20:
        return False
    return text.casefold() in words().missing and not (role == Attribute.NATIONALITY and text == "NA")


def _split(text: str, column: Column) -> list[str]:
    """Split a cell under a composite heading; from the right, for names hold strokes of their own (a/l, s/o)."""
    separator = "\n" if "\n" in text else column.separator
    parts = [part.strip() for part in text.rsplit(separator, len(column.roles) - 1)]
    return [part for part in parts if part]


def _born(text: str, home: str, at: date | None) -> Readings:
    """Read a birth date; a column of birth dates in which an age stands claims the age."""
    plain = plain_digits(text).strip()
    if _ONLY_AGE.fullmatch(plain):
        try:
            return _age(plain, home, at)
        except InputError:
            pass
    return Attribute.BORN, tuple(reading.iso for reading in read_dates(text, home=home))


def _age(text: str, home: str, at: date | None) -> Readings:
    return Attribute.AGE, tuple(reading.iso for reading in read_age(text, on=at))


def _sex(text: str, home: str, at: date | None) -> Readings:
    meaning = words().sex.get(fold(text))
    if meaning is None:
        raise InputError("input.unknown-sex")
    return Attribute.SEX, (meaning,)


def _number(attribute: Attribute) -> Callable[[str, str, date | None], Readings]:
    def read(text: str, home: str, at: date | None) -> Readings:
        if _ROUNDED.fullmatch(text):
            raise InputError("input.bad-value", "a spreadsheet rounded the number")
        number = canonical_number(text)
        return attribute, (number,) if number else ()

    return read


def _document(text: str, home: str, at: date | None) -> Readings:
    """Read a document's number, out of its machine readable zone where that is what was written."""
    signs = "".join(text.split())
    width = _ZONES.get(len(signs), 0)
    if width and "<<" in signs:
        with suppress(InputError):
            text = read_mrz([signs[start : start + width] for start in range(0, len(signs), width)]).number
    return _NUMBER(text, home, at)


_ZONES = {88: 44, 72: 36, 90: 30}  # signs in all, and in a line
_NUMBER = _number(Attribute.DOCUMENT)
_READERS: dict[Attribute, Callable[[str, str, date | None], Readings]] = {
    Attribute.BORN: _born,
    Attribute.AGE: _age,
    Attribute.SEX: _sex,
    Attribute.NATIONALITY: lambda text, home, at: (Attribute.NATIONALITY, (read_nationality(text),)),
    Attribute.ARRIVED: lambda text, home, at: (Attribute.ARRIVED, tuple(r.iso for r in read_dates(text))),
    Attribute.DOCUMENT: _document,
    Attribute.PHONE: _number(Attribute.PHONE),
}
