"""`docs/reference/files.md`: sentences from a template, columns from the tables in the code; neither alone."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import MISSING, fields
from importlib import resources

from homeward.demo.registers import COLUMNS as REGISTER_OF_DEMO
from homeward.engines import BITS, PAIR_COLUMNS, PROPOSAL_COLUMNS, SOURCE_KEYS, TAKEN
from homeward.errors import Refused, Spot
from homeward.handover import ARRIVALS, COUNTS
from homeward.intake import heading_words
from homeward.plan import CAPACITY_TABLES, PEOPLE_COLUMNS, PEOPLE_NEEDED, Assignment, Measures, Result
from homeward.record import Attribute
from homeward.render import MANIFEST_COLUMNS
from homeward.screen import FUNDING, GUARANTEES, SCREENING
from homeward.share import Header, standard_allow_list

_MARK = re.compile(r"^\{\{(\w+)\}\}$", re.MULTILINE)


def files_page() -> str:
    """Return the page; refused where template, sentences and tables name different things."""
    template = _read("files.md")
    if sorted(_MARK.findall(template)) != sorted(TABLES):
        raise Refused("refused.stale", "marks that are no tables, or tables without a mark", at=Spot(file="files.md"))
    return _MARK.sub(lambda mark: TABLES[mark[1]]().rstrip("\n"), template)


def markdown(heads: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    """Return a table as Markdown."""
    lines = ["| " + " | ".join(heads) + " |", "|" + "---|" * len(heads)]
    return "\n".join([*lines, *("| " + " | ".join(row) + " |" for row in rows)]) + "\n"


def _read(name: str) -> str:
    return resources.files("homeward.cli").joinpath("data", name).read_text(encoding="utf-8")


def _said(table: str, columns: Iterable[str]) -> Mapping[str, str]:
    """Return what `columns.toml` says of each column of a table; refused where it says too little or too much."""
    said: Mapping[str, str] = tomllib.loads(_read("columns.toml"))[table]
    if odd := set(said) ^ set(columns):
        raise Refused("refused.stale", f"{table}: {', '.join(sorted(odd))}", at=Spot(file="columns.toml"))
    return said


def _columns(table: str, columns: Sequence[str], *, needed: Sequence[str] = ()) -> Callable[[], str]:
    """Return what makes a table of columns and what they mean; those that are needed are marked."""

    def make() -> str:
        said = _said(table, columns)
        stars = {name: " (needed)" if name in needed else "" for name in columns}
        return markdown(("column", "meaning"), ((f"`{name}`{stars[name]}", said[name]) for name in columns))

    return make


def _out(columns: Mapping[str, str]) -> Callable[[], str]:
    """Return what makes the table of an OUT, in which the bits of all attributes are one row."""

    def make() -> str:
        bits = list(BITS)
        rows = [(f"`{name}`", said) for name, said in columns.items() if name not in BITS]
        together = (f"`{bits[0]}` … `{bits[-1]}`", "the evidence of each attribute; they sum to `bits`")
        return markdown(("column", "meaning"), [*rows[:-1], together, rows[-1]])

    return make


def _headings(table: str) -> Callable[[], str]:
    return lambda: markdown(
        ("column", "headings"), ((f"`{name}`", ", ".join(words)) for name, words in heading_words(table).items())
    )


def _capacity() -> str:
    rows = [("`[horizon]`", "`from` (needed)"), ("`[horizon]`", "`days` (needed)")]
    for table, (kind, _) in CAPACITY_TABLES.items():
        for key in fields(kind):
            rows.append((f"`[[{table}]]`", f"`{key.name}`" + (" (needed)" if key.default is MISSING else "")))
    names = [f"{table.strip('`[]')}.{key.split('`')[1]}" for table, key in rows]
    said = _said("capacity", names)
    return markdown(("table", "key", "meaning"), ((*row, said[name]) for row, name in zip(rows, names, strict=True)))


def _allowed() -> str:
    rows = [
        (
            f"`{rule.recipient}`",
            f"`{rule.purpose}`",
            " ".join(f"`{name}`" for name in sorted(rule.fields)),
            " ".join(f"`{name}`" for name in sorted(rule.with_consent)) or "-",
            str(rule.expires_days),
        )
        for rule in standard_allow_list().rules
    ]
    return markdown(("recipient", "purpose", "fields", "with consent", "days"), rows)


def _names(kind: type) -> tuple[str, ...]:
    return tuple(field.name for field in fields(kind))


TABLES: dict[str, Callable[[], str]] = {
    "allowed": _allowed,
    "arrivals": _columns("arrivals", ARRIVALS),
    "assignment": _columns("assignment", _names(Assignment)),
    "capacity": _capacity,
    "claims": _columns("claims", TAKEN, needed=("name",)),
    "counts": _columns("counts", COUNTS),
    "funding": _columns("funding", FUNDING),
    "guarantees": _columns("guarantees", GUARANTEES),
    "header": _columns("header", _names(Header)),
    "headings": _headings("attributes"),
    "manifest": _columns("manifest", MANIFEST_COLUMNS),
    "measures": _columns("measures", _names(Measures)),
    "pairs": _out(PAIR_COLUMNS),
    "people": _columns("people", PEOPLE_COLUMNS, needed=PEOPLE_NEEDED),
    "plan": _columns("plan", _names(Result)),
    "proposals": _out(PROPOSAL_COLUMNS),
    "records": _columns("records", ("id", "row", *Attribute)),
    "register_headings": _headings("register"),
    "register_of_demo": _columns("claims", REGISTER_OF_DEMO),
    "screening": _columns("screening", SCREENING),
    "source": _columns("source", SOURCE_KEYS),
}
