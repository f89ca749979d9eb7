"""What the rows of a nominal list are: titles, people, sections, totals, and rows that say nothing."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from homeward.errors import InputError
from homeward.intake.mapping import NAME_ROLES, Header
from homeward.intake.read import Sheet, column_letters
from homeward.intake.words import fold, words
from homeward.record import plain_digits, read_nationality

_COUNT = re.compile(r"\d{1,3}(?:[,٬' ]\d{3})+|\d+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A row that speaks for the rows below it: "Ethiopia — 23 persons". `text` is the nationality as written."""

    row: int
    text: str
    nationality: str
    stated: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Total:
    """What a list says of its own numbers, on a total row or in a title. `values` is by column, "" for a title."""

    row: int
    label: str
    values: tuple[tuple[str, int], ...]
    has_formula: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """A sheet taken apart. `people` are (row from 0, the section it stands in or None); `notes_below` are not kept."""

    header: Header
    titles: tuple[str, ...]
    people: tuple[tuple[int, Section | None], ...]
    totals: tuple[Total, ...]
    sections: tuple[Section, ...]
    notes_below: int


def read_count(text: str) -> int | None:
    """Return the one number of a text such as "4,860", "53 persons" or "၅၃ ဦး"; None where it holds none or more."""
    numbers = _COUNT.findall(plain_digits(text))
    return int(re.sub(r"\D", "", numbers[0])) if len(numbers) == 1 and len(numbers[0]) < 12 else None


def is_number(text: str) -> bool:
    """Tell whether a text is a count and nothing but a word for people beside it."""
    return read_count(text) is not None and _without_count(text) in {"", *words().persons}


def _without_count(text: str) -> str:
    return fold(_COUNT.sub(" ", plain_digits(text))) if _COUNT.sub("", plain_digits(text)).strip(" .,:;-—–()") else ""


def is_total_label(text: str) -> bool:
    """Tell whether a text is a word for a total, with or without its number and a word for people."""
    rest, totals, persons = _without_count(text), words().totals, tuple(filter(None, words().persons))
    if rest in totals or not (rest.startswith(persons) or rest.endswith(persons)):
        return rest in totals
    return any(rest.removesuffix(each) in totals or rest.removeprefix(each) in totals for each in persons)


@lru_cache(maxsize=1)
def _persons_pattern() -> re.Pattern[str]:
    ordered = sorted(words().persons, key=len, reverse=True)
    return re.compile(rf"\d\s*(?:{'|'.join(map(re.escape, ordered))})(?![a-z])", re.IGNORECASE)


def lay_out(sheet: Sheet, header: Header) -> Layout:
    """Sort the rows of a sheet under a header."""
    names = [column.index for column in header.columns if set(column.roles) & set(NAME_ROLES)]
    numbers = {column.index for column in header.columns if "reference" in column.roles}
    has_nationality = any("nationality" in column.roles for column in header.columns)
    headings = tuple(sheet.rows[header.row]) if header.row >= 0 else ()
    people: list[tuple[int, Section | None]] = []
    totals = _title_totals(sheet.rows[: max(header.row, 0)])
    sections: list[Section] = []
    below = 0
    for index in range(header.until, len(sheet.rows)):
        cells = sheet.rows[index]
        filled = [place for place, cell in enumerate(cells) if cell]
        is_numbered_only = set(filled) <= numbers and all(plain_digits(cells[place]).isdecimal() for place in filled)
        if is_numbered_only or tuple(cells) == headings:
            continue
        total = _total(cells, filled, row=index, sheet=sheet) if len(filled) <= 8 else None
        if total:
            totals.append(total)
            continue
        is_first = names[0] == filled[0] and (names[0] > 0 or has_nationality)
        section = _section(cells[filled[0]], row=index, is_plain=not is_first) if len(filled) == 1 else None
        if section:
            sections.append(section)
            continue
        below = 0 if any(cells[name] for name in names) or len(filled) > 2 else below + 1
        people.append((index, sections[-1] if sections else None))
    titles = tuple(cell for row in sheet.rows[: max(header.row, 0)] for cell in row if cell)
    return Layout(
        header=header,
        titles=titles,
        people=tuple(people[: len(people) - below]),
        totals=tuple(totals),
        sections=tuple(sections),
        notes_below=below,
    )


def _title_totals(rows: Sequence[Sequence[str]]) -> list[Total]:
    """Return what titles say: "Total: 53", "List of 261 persons"."""
    return [
        Total(row=index + 1, label=cell, values=(("", count),))
        for index, row in enumerate(rows)
        for cell in row
        if cell and (count := read_count(cell)) is not None
        if is_total_label(cell) or _persons_pattern().search(plain_digits(cell))
    ]


def _total(cells: Sequence[str], filled: Sequence[int], *, row: int, sheet: Sheet) -> Total | None:
    """Read a total row: a word for it and nothing but numbers beside, or numbers alone where a formula sums."""
    labels = [place for place in filled[:3] if not cells[place].isdecimal() and is_total_label(cells[place])]
    rest = [place for place in filled if place not in labels]
    formulas = [place for place in filled if (row, place) in sheet.formulas]
    if not (labels or formulas) or not all(is_number(cells[place]) or place in formulas for place in rest):
        return None
    values = [(place, read_count(cells[place])) for place in filled]
    return Total(
        row=row + 1,
        label=cells[labels[0]] if labels else "",
        values=tuple((column_letters(place), count) for place, count in values if count is not None),
        has_formula=bool(formulas),
    )


def _section(text: str, *, row: int, is_plain: bool) -> Section | None:
    """Read a section row: a nationality, with a count of people unless it can be nothing else."""
    count = read_count(text)
    if count is None and not is_plain:
        return None
    bare = _COUNT.sub(" ", plain_digits(text)) if count is not None else text
    bare = re.sub(r"[\[\]()（）:：=—–-]+", " ", bare).strip()
    for person in ("", *sorted(words().persons, key=len, reverse=True)):
        written = bare[: len(bare) - len(person)].strip()
        if not bare.casefold().endswith(person):
            continue
        try:
            return Section(row=row + 1, text=written, nationality=read_nationality(written), stated=count)
        except InputError:
            continue
    return None
