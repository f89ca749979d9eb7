"""The day's statement: exact figures must add up, and only what was released is put into words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from datetime import date, timedelta

from homeward.errors import Refused
from homeward.policy import Policy
from homeward.report.mitigate import release_all
from homeward.report.table import Measure, Release, Table


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """A day's exact figures, never published: two since the statement before, the others since the base date.

    `crossing` names where people were handed over: a crossing, never where anybody is held.
    """

    handed_over: Table
    newly_identified: Table
    identified: Table
    sent_home: Table
    side_exits: Table
    remaining: Table
    crossing: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Equality:
    """One thing that must hold between exact figures, and the two sides as they are."""

    name: str
    left: int
    right: int
    relation: str = "="

    @property
    def holds(self) -> bool:
        """Whether it does."""
        return self.left >= self.right if self.relation == ">=" else self.left == self.right

    @property
    def words(self) -> str:
        """The equality with its figures."""
        return f"{self.name}: {self.left:,} {self.relation if self.holds else 'against'} {self.right:,}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """A statement in bands, made from releases and from nothing else. `equalities` are the names of what held.

    `revises` is the as-of date of the statement whose figures it takes the place of; None where it goes on from it.
    """

    handed_over: Release
    newly_identified: Release
    identified: Release
    sent_home: Release
    side_exits: Release
    remaining: Release
    crossing: str
    equalities: tuple[str, ...]
    revises: date | None = None

    def __post_init__(self) -> None:
        if not all(isinstance(getattr(self, name), Release) for name in _PARTS):
            raise TypeError("a statement takes releases, never tables")

    @property
    def releases(self) -> tuple[Release, ...]:
        """What this statement prints, for the history of the next one."""
        return tuple(getattr(self, name) for name in _PARTS)

    @property
    def text(self) -> str:
        """The whole statement in the order people know: today, newly identified, since the base date."""
        scope = self.identified.scope
        at = f", {scope.cut_off}" if scope.cut_off else ""
        lines = [
            f"Situation on {_say(scope.as_of)}{at}",
            *self._revised(),
            "",
            f"Handed over at {self.crossing} {_span(self.handed_over)}: {_parts(self.handed_over)}.",
            f"Newly identified {_span(self.newly_identified)}: {_parts(self.newly_identified)}.",
            f"Since {_say(scope.since)}: identified {_figure(self.identified)}; sent home {_figure(self.sent_home)}; "
            f"no longer here for another reason {_figure(self.side_exits)}; remaining {_figure(self.remaining)}.",
            "",
            f"Figures count persons and are rounded down to {self.identified.base} unless said otherwise; the exact "
            "figures were checked to add up, the rounded ones need not.",
        ]
        definitions = dict.fromkeys((r.scope.measure.value, r.scope.definition) for r in self.releases)
        lines += [f"{measure.capitalize()}: {definition}." for measure, definition in definitions]
        sources = dict.fromkeys(source for r in self.releases for source in r.scope.sources)
        return "\n".join([*lines, f"Counted from: {', '.join(sources)}."])

    def _revised(self) -> list[str]:
        if self.revises is None:
            return []
        since = _say(self.identified.scope.since)
        return [
            f"Revised: the figures since {since} take the place of those stated on {_say(self.revises)}, in which some "
            "people were counted more than once."
        ]


_PARTS = tuple(field.name for field in fields(Situation) if field.name != "crossing")
_MEASURES = {
    "handed_over": Measure.HANDED_OVER,
    "newly_identified": Measure.IDENTIFIED,
    "identified": Measure.IDENTIFIED,
    "sent_home": Measure.HANDED_OVER,
    "side_exits": Measure.SIDE_EXITS,
    "remaining": Measure.REMAINING,
}
# Totals that everybody asks for first: what later releases would expose together with them is made coarser.
_ORDER = ("identified", "sent_home", "remaining", "side_exits", "handed_over", "newly_identified")


def reconcile(situation: Situation, *, previous: Situation | None) -> tuple[Equality, ...]:
    """Return everything that must hold between the figures of a day and of the statement before, held or not.

    Raises `Refused` where the figures cannot be set beside each other at all: other base dates or as-of dates.
    """
    _check_scopes(situation, previous=previous)
    if _is_revised(situation, previous=previous):
        previous = None  # another count: its figures are not held against these
    found = [
        Equality(name=f"{name.replace('_', ' ')}: parts sum to the total", left=_sum(table), right=table.total)
        for name in _PARTS
        if (table := getattr(situation, name)).cells
    ]
    gone = situation.sent_home.total + situation.side_exits.total
    found.append(
        Equality(
            name="identified = sent home + remaining + side exits",
            left=situation.identified.total,
            right=gone + situation.remaining.total,
        )
    )
    for whole, part in (("identified", "newly_identified"), ("sent_home", "handed_over")):
        now, new = getattr(situation, whole).total, getattr(situation, part)
        words = whole.replace("_", " ")
        found.append(Equality(name=f"{words} includes the new", left=now, right=new.total, relation=">="))
        if previous is None:
            continue
        before = getattr(previous, whole)
        found.append(Equality(name=f"{words} does not fall", left=now, right=before.total, relation=">="))
        if new.scope.since == before.scope.as_of + timedelta(days=1):
            found.append(Equality(name=f"{words} = before + new", left=now, right=before.total + new.total))
    return tuple(found)


def draft_statement(
    situation: Situation, *, previous: Situation | None, policy: Policy, history: Sequence[Release]
) -> Statement:
    """Release a day's figures and put them into words, or refuse with every equality that does not hold."""
    equalities = reconcile(situation, previous=previous)
    broken = [equality.words for equality in equalities if not equality.holds]
    if broken:
        raise Refused("refused.not-reconciled", "; ".join(broken))
    # Figures since the base date are printed as totals: parts that nobody reads would only narrow what others say.
    totals = [replace(getattr(situation, name), cells=()) for name in _ORDER[:4]]
    tables = [*totals, *(getattr(situation, name) for name in _ORDER[4:])]
    released = dict(zip(_ORDER, release_all(tables, policy=policy, history=history), strict=True))
    names = tuple(equality.name for equality in equalities)
    revises = previous.identified.scope.as_of if previous and _is_revised(situation, previous=previous) else None
    return Statement(crossing=situation.crossing, equalities=names, revises=revises, **released)


def _is_revised(situation: Situation, *, previous: Situation | None) -> bool:
    return previous is not None and situation.identified.scope.revision > previous.identified.scope.revision


def _check_scopes(situation: Situation, *, previous: Situation | None) -> None:
    for name in _PARTS:
        if getattr(situation, name).scope.measure is not _MEASURES[name]:
            raise Refused("refused.not-reconciled", f"{name} counts another measure")
    cumulative = [getattr(situation, name).scope for name in _ORDER[:4]]
    cumulative += [getattr(previous, name).scope for name in _ORDER[:4]] if previous else []
    if len({scope.since for scope in cumulative}) > 1:
        raise Refused("refused.not-reconciled", "figures with different base dates do not stand beside each other")
    if len({getattr(situation, name).scope.revision for name in _PARTS}) > 1:
        raise Refused("refused.not-reconciled", "the figures of one statement are of one revision")
    if len({getattr(situation, name).scope.as_of for name in _PARTS}) > 1:
        raise Refused("refused.not-reconciled", "the figures of one statement have one as-of date")


def _sum(table: Table) -> int:
    return sum(count for _, count in table.cells)


def _say(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


def _span(part: Release) -> str:
    scope = part.scope
    return f"on {_say(scope.as_of)}" if scope.since == scope.as_of else f"{_say(scope.since)} to {_say(scope.as_of)}"


def _figure(part: Release) -> str:
    wide = part.total.high is not None and part.total.low and part.total.high + 1 - part.total.low != 10
    return f"{part.total.words} (rounded down to {part.base})" if wide else part.total.words


def _parts(part: Release) -> str:
    if not part.cells or part.other is None:
        return _figure(part)
    cells = [f"{label} {band.words}" for label, band in part.cells]
    return f"{_figure(part)} ({', '.join(cells)}, other nationalities {part.other.words})"
