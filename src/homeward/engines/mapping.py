"""Which columns of a register, a table or a query hold what: said in a mapping file, or guessed from the headings."""

from __future__ import annotations

import tomllib
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from homeward.engines.columns import COLUMNS
from homeward.errors import InputError, Spot
from homeward.intake import register_role
from homeward.record.calendars import CALENDARS
from homeward.record.dates import ORDERS

TAKEN = ("id", *COLUMNS)
# Columns that may hold several values; of the others a row has one, and two headings for it need a mapping's word.
MANY = frozenset({"document", "place", "phone"})
SOURCE_KEYS = ("sheet", "table", "query", "delimiter", "encoding")
_BORN_PARTS = ("birth_year", "birth_month", "birth_day")
_NAMED = {"name", "name_native", "family_name", "given_name"}
_BARE = 5  # letters of a heading that is no more than "name" in some language, and not "full name"


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnMapping:
    """What somebody says about a source. `columns` gives a column of ours its heading, or the headings that make it:
    parts of a name, or year, month and day, in this order; of any other column each holds a value of its own. No
    `columns`: they are guessed. `born` is "order/calendar" of the birth dates, either part empty where it is open.
    """

    columns: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    born: str = ""
    sheet: str = ""
    table: str = ""
    query: str = ""
    delimiter: str = ""
    encoding: str = ""


def read_column_mapping(path: Path) -> ColumnMapping:
    """Read a mapping file: `[source]`, `[columns]`, `[dates]`; a word that is not known is refused."""
    at = Spot(file=path.name)
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError:
        raise InputError("input.missing-file", at=at) from None
    except UnicodeDecodeError:
        raise InputError("input.encoding", at=at) from None
    except tomllib.TOMLDecodeError:
        raise InputError("input.damaged", "the mapping is no TOML", at=at) from None
    known = {"source": SOURCE_KEYS, "columns": TAKEN, "dates": ("born",)}
    for name, table in tables.items():
        if not isinstance(table, dict) or set(table) - set(known.get(name, ())):
            raise InputError("input.bad-value", f"{name}: known are {', '.join(known.get(name, known))}", at=at)
    source, columns = tables.get("source", {}), {}
    for name, said in tables.get("columns", {}).items():
        columns[name] = tuple(said) if isinstance(said, list) else (said,)
    born = tables.get("dates", {}).get("born", "")
    if not all(isinstance(text, str) for text in (*source.values(), *sum(columns.values(), ()), born)):
        raise InputError("input.bad-value", "every value is a text, a column may be a list of them", at=at)
    order, _, calendar = born.partition("/")
    if order not in ("", *ORDERS) or calendar not in ("", *CALENDARS):
        rule = f"born = order/calendar; orders are {', '.join(ORDERS)}; calendars are {', '.join(CALENDARS)}"
        raise InputError("input.bad-value", rule, at=at)
    return ColumnMapping(columns={name: heads for name, heads in columns.items() if any(heads)}, born=born, **source)


def take_columns(headings: Sequence[str], mapping: ColumnMapping, *, at: Spot) -> dict[str, tuple[str, ...]]:
    """Return the headings that make each column of ours, by the mapping or else by a guess.

    `input.unknown-column` where the mapping names one that is not there, `input.ambiguous-column` where two may hold
    the same or a heading stands twice, `input.missing-column` where nothing holds a name.
    """
    taken = dict(mapping.columns) or _guess(headings, at=at)
    for name, heads in taken.items():
        for head in heads:
            if head not in headings:
                raise InputError("input.unknown-column", head, at=at)
            if headings.count(head) > 1:
                raise InputError("input.ambiguous-column", "the heading stands twice", at=_column(at, head))
        if len(heads) > 1 and name in ("id", "sex", "nationality"):
            raise InputError("input.bad-value", f"{name} is made of one column", at=at)
    if "name" not in taken and "name_native" not in taken:
        hint = 'a mapping may say it: [columns] name = "HEADING", or ["GIVEN", "FAMILY"]'
        raise InputError("input.missing-column", hint, at=_column(at, "name"))
    return {name: taken[name] for name in TAKEN if name in taken}


def has_ids(headings: Sequence[str]) -> bool:
    """Tell whether headings say by themselves that this is a table of records: an id, and somebody's name."""
    roles = {register_role(heading) for heading in headings}
    return "id" in roles and bool(roles & _NAMED)


def find_headings(rows: Sequence[Sequence[object]], mapping: ColumnMapping) -> int:
    """Return the place of the row of headings: the first of several cells one of which says whose name is below, or
    which the mapping names; else the first that is filled."""
    said = {head for heads in mapping.columns.values() for head in heads}
    filled = [(place, [str(cell).strip() for cell in row if cell]) for place, row in enumerate(rows) if any(row)]
    for place, cells in filled:
        if len(cells) > 1 and any([cell in said or (not said and register_role(cell) in _NAMED) for cell in cells]):
            return place
    return filled[0][0] if filled else 0


def _column(at: Spot, column: str) -> Spot:
    return Spot(file=at.file, row=1, column=column)


def _guess(headings: Sequence[str], *, at: Spot) -> dict[str, tuple[str, ...]]:
    """Return what the words over the columns say; our own words go before all others."""
    by_role: defaultdict[str, list[str]] = defaultdict(list)
    for heading in headings:
        own = heading.strip().casefold()
        by_role[own if own in TAKEN else register_role(heading)].append(heading)
    if not by_role["id"] and len(by_role["reference"]) == 1:
        by_role["id"] = by_role["reference"]
    taken = {}
    for name in TAKEN:
        heads = [head for head in by_role[name] if head.strip().casefold() == name] or by_role[name]
        if len(heads) > 1 and name not in MANY and len(set(heads)) > 1:
            rule = f'a mapping must say which, as in [columns] {name} = "{heads[0]}"; it may be one of {heads}'
            raise InputError("input.ambiguous-column", rule, at=_column(at, name))
        if heads:
            taken[name] = tuple(heads)
    given, family = by_role["given_name"], by_role["family_name"]
    given = given or by_role["called"] if family and "name" not in taken else given  # "surname" and "other names"
    if "name" in taken and family and not given:  # beside a family name, "name" is the given one
        taken["name"] = _in_order(headings, list(taken["name"]), family)
    elif "name" in taken and given and not family and len(taken["name"][0]) <= _BARE:  # and the other way round
        taken["name"] = _in_order(headings, given, list(taken["name"]))
    elif "name" not in taken and (given or family):
        taken["name"] = _in_order(headings, given, family)
    if "born" not in taken and by_role["birth_year"]:
        parts = (by_role[part] for part in _BORN_PARTS)
        taken["born"] = tuple(part[0] for part in parts if part)
    return taken


def _in_order(headings: Sequence[str], given: list[str], family: list[str]) -> tuple[str, ...]:
    """Return the parts of a name in the order they are said in: as they stand where the headings are not Latin."""
    parts = [*given, *family]
    return tuple(parts if all(map(str.isascii, parts)) else sorted(parts, key=headings.index))
