"""Statements: the text, the figures behind it with their definitions, and what was checked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from homeward.report import Band, Doubt, Release, Situation, StatedFigure, find_doubts
from homeward.web import models
from homeward.web.actions.base import By
from homeward.web.figures import PARTS, release_of, situation_of
from homeward.web.queries.seen import seen


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementRow:
    """One statement in the list."""

    id: int
    as_of: datetime
    drafted_by: str
    published_by: str
    published_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureSeen:
    """One figure: what is printed, what it counts, and the exact count that stays inside."""

    title: str
    printed: str
    exact: int
    definition: str
    since: date
    as_of: date
    sources: tuple[str, ...]
    parts: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementSeen:
    """One statement: text, figures, the equalities that held, the checks it passed."""

    row: StatementRow
    text: str
    figures: tuple[FigureSeen, ...]
    equalities: tuple[str, ...]
    checks: tuple[str, ...]
    stated: tuple[StatedFigure, ...]
    doubts: tuple[Doubt, ...]
    may_publish: bool
    is_newest: bool


def statements_all(by: By) -> tuple[StatementRow, ...]:
    """Return every statement, the newest first."""
    return tuple(seen(StatementRow, row) for row in models.Statement.objects.order_by("-as_of", "-pk"))


def statement_see(by: By, statement_id: int) -> StatementSeen | None:
    """Return one statement, or None when there is none. Who drafted it may not publish it."""
    row = models.Statement.objects.filter(pk=statement_id).first()
    if row is None:
        return None
    situation = situation_of(row.content["situation"])
    releases = [release_of(content) for content in row.content["releases"]]
    stated = stated_all(by)
    things = dict.fromkeys(figure.what for figure in stated)
    given = {
        "row": seen(StatementRow, row),
        "figures": tuple(_figure(name, situation, release) for name, release in zip(PARTS, releases, strict=True)),
        "equalities": tuple(row.content["equalities"]),
        "checks": tuple(dict.fromkeys(check for release in releases for check in release.checks)),
        "stated": stated,
        "doubts": tuple(doubt for what in things for doubt in find_doubts([f for f in stated if f.what == what])),
        "may_publish": row.published_at is None and row.drafted_by != by.username,
        "is_newest": row == models.Statement.objects.exclude(published_at=None).order_by("as_of").last(),
    }
    return seen(StatementSeen, row, given)


def _figure(name: str, situation: Situation, release: Release) -> FigureSeen:
    cells: list[tuple[str, Band]] = list(release.cells)
    if release.other is not None:
        cells.append(("other nationalities", release.other))
    given = {
        "title": name.replace("_", " "),
        "printed": release.total.words,
        "exact": getattr(situation, name).total,
        "parts": tuple((label, band.words) for label, band in cells),
    }
    return seen(FigureSeen, release.scope, given)


def stated_all(by: By) -> tuple[StatedFigure, ...]:
    """Return the numbers that others have stated, the newest first: theirs, and added to nothing."""
    rows = models.StatedFigure.objects.order_by("-as_of", "who")
    return tuple(seen(StatedFigure, row, {"base_date": None}) for row in rows)
