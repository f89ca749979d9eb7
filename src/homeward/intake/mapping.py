"""Which column holds what: guessed from the headings, or said in a mapping file.

A column takes a *role*: an attribute, or one of the parts a name may come in (`family_name`, `given_name`,
`name_native`). What nobody maps is not taken: its heading is reported and its content is never stored.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Sequence
from collections.abc import Mapping as Table
from dataclasses import dataclass, field

from homeward.errors import InputError, Spot
from homeward.intake.read import Sheet, column_letters
from homeward.intake.words import fold, words
from homeward.record import Attribute

NAME_ROLES = ("name", "name_native", "family_name", "given_name")
ROLES = frozenset(attribute.value for attribute in Attribute) | set(NAME_ROLES)

_HEADER_WITHIN = 60  # rows; titles above a list are shorter than this
_BRACKETS = re.compile(r"[(（\[].*?[)）\]]")
_SPLIT = re.compile(r"\s*(/|&|\+|;|,|\||\n|\band\b|\s-\s|、)\s*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column of a sheet: where, its heading, and the roles its cells fill, in the order they are written in."""

    index: int
    heading: str
    roles: tuple[str, ...] = ()
    separator: str = ""

    @property
    def letter(self) -> str:
        """The column as a spreadsheet shows it."""
        return column_letters(self.index)


@dataclass(frozen=True, slots=True, kw_only=True)
class Mapping:
    """What somebody says about a list's columns.

    `columns` gives a heading its roles ("name", "name / document", "" to leave it). `header_row` counts from 1; 0
    says that there is none, and headings are the columns' letters. `stated` holds what is true of everybody listed.
    """

    columns: Table[str, str] = field(default_factory=dict)
    sheet: str = ""
    header_row: int | None = None
    stated: Table[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """Where the headings stand (rows from 0, `until` excluded) and what they say."""

    row: int
    until: int
    columns: tuple[Column, ...]


def read_mapping(text: str) -> Mapping:
    """Read a mapping from TOML: `[columns]`, `sheet`, `header_row`, `[stated]`; unknown keys and roles are refused."""
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        raise InputError("input.damaged", "the mapping is no TOML") from None
    columns, stated = table.get("columns", {}), table.get("stated", {})
    if not isinstance(columns, dict) or not isinstance(stated, dict):
        raise InputError("input.bad-value", "columns and stated are tables")
    roles = {role for value in columns.values() for role in _split_roles(str(value))}
    unknown = set(table) - {"columns", "sheet", "header_row", "stated"}
    unknown |= (roles - ROLES) | (set(stated) - {attribute.value for attribute in Attribute})
    if unknown:
        raise InputError("input.bad-value", f"the mapping has words that are not known: {sorted(unknown)}")
    header_row = table.get("header_row")
    if header_row is not None and (not isinstance(header_row, int) or header_row < 0):
        raise InputError("input.bad-value", "header_row is a row's number")
    return Mapping(
        columns={heading: str(value) for heading, value in columns.items()},
        sheet=str(table.get("sheet", "")),
        header_row=header_row,
        stated={role: str(value) for role, value in stated.items()},
    )


def _split_roles(value: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in value.split("/") if part.strip())


def find_header(sheet: Sheet, mapping: Mapping, *, at: Spot) -> Header:
    """Return the header of a nominal list: the first row that says most, and below it the row that says it again.

    `input.missing-column` where no row names a person's name; `input.unknown-column` where the mapping names one
    that the sheet does not have.
    """
    if mapping.header_row == 0:
        letters = [column_letters(index) for index in range(len(sheet.rows[0]))]
        header = Header(row=-1, until=0, columns=_columns(letters, mapping))
    else:
        header = _best(sheet, mapping)
    there = {fold(column.heading) for column in header.columns}
    absent = [heading for heading, roles in mapping.columns.items() if roles and fold(heading) not in there]
    if absent:
        raise InputError("input.unknown-column", ", ".join(absent), at=at)
    if not any(role in NAME_ROLES for column in header.columns for role in column.roles):
        raise InputError("input.missing-column", "name", at=at)
    return header


def _best(sheet: Sheet, mapping: Mapping) -> Header:
    candidates = range(min(len(sheet.rows), _HEADER_WITHIN))
    if mapping.header_row is not None:
        candidates = range(mapping.header_row - 1, min(mapping.header_row, len(sheet.rows)))
    best, best_mark = Header(row=0, until=1, columns=()), 0
    for row in candidates:
        columns = _columns(sheet.rows[row], mapping)
        roles = {role for column in columns for role in column.roles}
        filled = sum(map(bool, sheet.rows[row]))
        is_header = bool(roles & set(NAME_ROLES)) and (len(roles) >= 2 or filled == 1 or mapping.header_row)
        if is_header and len(roles) > best_mark:
            best, best_mark = Header(row=row, until=row + 1, columns=columns), len(roles)
    return _with_second_row(sheet, best, mapping)


def _with_second_row(sheet: Sheet, header: Header, mapping: Mapping) -> Header:
    """Join a second row of headings: parts under a merged heading, or the same words in another language."""
    if not header.columns or header.until >= len(sheet.rows):
        return header
    below = sheet.rows[header.until]
    known = [bool(_roles(cell, mapping)[0]) for cell in below if cell]
    if len(known) < 2 or sum(known) * 2 <= len(known):
        return header
    joined = [low if _roles(low, mapping)[0] else high for high, low in zip(sheet.rows[header.row], below, strict=True)]
    return Header(row=header.row, until=header.until + 1, columns=_columns(joined, mapping))


def _columns(headings: Sequence[str], mapping: Mapping) -> tuple[Column, ...]:
    columns = []
    for index, heading in enumerate(headings):
        if heading:
            roles, separator = _roles(heading, mapping)
            columns.append(Column(index=index, heading=heading, roles=roles, separator=separator))
    return tuple(columns)


def _roles(heading: str, mapping: Mapping) -> tuple[tuple[str, ...], str]:
    """Return the roles of a heading, and the sign that parts its cells where it has several."""
    if not heading:
        return (), ""
    for said, roles in mapping.columns.items():
        if fold(said) == fold(heading):
            return _split_roles(roles), _separator(heading)
    return guess_roles(heading, words().attributes)


def _separator(heading: str) -> str:
    match = _SPLIT.search(heading)
    return match[1] if match else "/"


def guess_roles(heading: str, table: Table[str, str]) -> tuple[tuple[str, ...], str]:
    """Return the roles that a table of words gives a heading, whole or in parts; none where a part is not known."""
    for form in (heading, _BRACKETS.sub("", heading)):
        role = table.get(fold(form)) if form.strip() else None
        if role:
            return (role,), ""
    parts = [table.get(fold(part)) for part in _parts(heading)]
    roles = tuple(dict.fromkeys(role for role in parts if role))
    if not parts or None in parts:
        return (), ""
    return roles, _separator(heading) if len(roles) > 1 else ""


def register_role(heading: str) -> str:
    """Return the one role that a heading of a register, a table or a query gives its column; empty where none is known.

    >>> register_role("given_name"), register_role("rec_id"), register_role("shoe size")
    ('given_name', 'id', '')
    """
    roles, _ = guess_roles(heading, words().attributes)
    return words().register.get(fold(heading)) or (roles[0] if len(roles) == 1 else "")


def _parts(heading: str) -> Iterator[str]:
    """Yield the parts of "Name / Passport", of "姓名 Name", and of both with remarks in brackets."""
    for piece in _SPLIT.split(_BRACKETS.sub("", heading))[::2]:
        if piece.isascii() or fold(piece) in words().attributes:
            yield piece
        else:
            yield from (
                part for part in re.findall(r"[\x00-\x7f]*[A-Za-z][\x00-\x7f]*|[^\x00-\x7f]+", piece) if part.strip()
            )
