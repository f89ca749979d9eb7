"""May this be published after all that was published before? Worked out over the whole series of releases.

Every printed band is a pair of limits on a sum of unknown counts: persons of one measure and label in one span of
days. A count is exposed when the limits together leave it no value but 1 to threshold - 1. It is protected when there
is a whole family of counts that fits everything ever printed and in which it is 0, or the threshold or more.
The checks see bands only, never the exact counts: what they decide tells nobody more than was printed already.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import IntEnum
from itertools import pairwise

import highspy
import numpy as np

from homeward.errors import Refused
from homeward.plan import Program
from homeward.report.table import Band, Measure, Release

SMALL = 1e-6
# Each question takes about a millisecond; one that takes this long is not answered, and what is not checked stays in.
SECONDS_PER_QUESTION = 20.0

_SIGNS: dict[Measure, dict[Measure, int]] = {
    Measure.IDENTIFIED: {Measure.IDENTIFIED: 1},
    Measure.HANDED_OVER: {Measure.HANDED_OVER: 1},
    Measure.SIDE_EXITS: {Measure.SIDE_EXITS: 1},
    Measure.REMAINING: {Measure.IDENTIFIED: 1, Measure.HANDED_OVER: -1, Measure.SIDE_EXITS: -1},
}
_REST = ""
Weights = tuple[tuple[int, float], ...]
Question = tuple[Measure, tuple[str, ...], date, date]


@dataclass(frozen=True, slots=True, kw_only=True)
class Exposure:
    """A small count that anybody could work out: of what, of whom (empty: everybody), when, and between what."""

    measure: Measure
    labels: tuple[str, ...]
    since: date
    as_of: date
    low: int
    high: int


def find_exposures(releases: Sequence[Release], *, threshold: int) -> tuple[Exposure, ...]:
    """Return every count of 1 to `threshold` - 1 that the releases together give away; none means they are safe.

    Raises `Refused` where the releases contradict each other, since then nothing can be checked. After a revision the
    reader may still believe what was printed before it, as far as it does not contradict the revision.
    """
    if not releases:
        return ()
    audit = next(audit for doubt in _Doubt if (audit := _Audit(releases, threshold=threshold, doubt=doubt)).is_possible)
    found = []
    for measure, labels, since, as_of in audit.questions():
        interval = audit.exposed(audit.weights(measure, labels, since=since, as_of=as_of))
        if interval:
            low, high = interval
            found.append(Exposure(measure=measure, labels=labels, since=since, as_of=as_of, low=low, high=high))
    return tuple(found)


class _Doubt(IntEnum):
    """Of which figures before a revision nobody believes that there were so many: none, sums, single labels too."""

    NOTHING = 0
    SUMS = 1
    LABELS = 2


class _Audit:
    """All that was printed, as one program over unknown counts, and the families of counts found so far."""

    def __init__(self, releases: Sequence[Release], *, threshold: int, doubt: _Doubt) -> None:
        self.doubt = doubt
        self.revision = max(release.scope.revision for release in releases)
        self.releases = releases
        self.threshold = threshold
        self.labels = (_REST, *sorted({label for release in releases for label, _ in release.cells}))
        edges = {r.scope.since for r in releases} | {r.scope.as_of + timedelta(days=1) for r in releases}
        self.edges = sorted(edges)
        self.places = {edge: place for place, edge in enumerate(self.edges)}
        self.measures = (Measure.IDENTIFIED, Measure.HANDED_OVER, Measure.SIDE_EXITS)
        self.program = Program()
        self._count_up()
        for release in releases:
            self._print(release)
        self._nobody_twice()
        self.solver = self.program.load(seconds=SECONDS_PER_QUESTION, seed=0)
        self.families: list[np.ndarray] = []

    @property
    def is_possible(self) -> bool:
        """Whether any counts fit all that was printed; what is doubted most is taken as it is."""
        if self.doubt is _Doubt.LABELS:
            return True
        self.solver.run()
        return bool(self.solver.getModelStatus() != highspy.HighsModelStatus.kInfeasible)

    def weights(self, measure: Measure, labels: Sequence[str], *, since: date, as_of: date) -> Weights:
        """Return how this count is made from the columns: what was counted up to its end, less what was before."""
        first, last = self.places[since], self.places[as_of + timedelta(days=1)]
        found = []
        for part, sign in _SIGNS[measure].items():
            for label in labels:
                found.append((self._column(part, label, last), float(sign)))
                if first:
                    found.append((self._column(part, label, first), -float(sign)))
        return tuple(found)

    def questions(self) -> Iterator[Question]:
        """Yield every count to protect: each printed sum, and each label and total between neighbouring dates."""
        asked: dict[Question, None] = {}
        for release in self.releases:
            measure, since, as_of = release.scope.measure, release.scope.since, release.scope.as_of
            printed = [(label,) for label, _ in release.cells]
            sums = [*printed, self.labels, self._others(release)] if printed else [self.labels]
            spans = [(since, as_of)]
            if measure is not Measure.REMAINING:
                inside = [edge for edge in self.edges if since <= edge <= as_of + timedelta(days=1)]
                spans += [(a, b - timedelta(days=1)) for a, b in pairwise(inside)]
            for labels in sums:
                for first, last in spans:
                    asked[measure, labels, first, last] = None
        yield from asked

    def exposed(self, weights: Weights) -> tuple[int, int] | None:
        """Return the limits of a count that is surely small, or None where a family of counts protects it."""
        if any(self._protects(family, weights) for family in self.families):
            return None
        low, high = self._least(weights), -self._least(tuple((c, -w) for c, w in weights))
        if any(self._protects(family, weights) for family in self.families):
            return None
        least, most = math.ceil(low - SMALL), (math.floor(high + SMALL) if high < math.inf else None)
        if most is None or least >= self.threshold:
            return None
        if least >= 1 and most < self.threshold:
            return least, most
        # The limits allow a safe value, though not one found in whole persons yet.
        if self._has_family(weights, high=0.0) or self._has_family(weights, low=float(self.threshold)):
            return None
        return max(1, least), min(most, self.threshold - 1)

    def _column(self, measure: Measure, label: str, place: int) -> int:
        """Return the column of what was counted of a label from the first date to an edge; at the first edge, none."""
        row = self.measures.index(measure) * len(self.labels) + self.labels.index(label)
        return row * (len(self.edges) - 1) + place - 1

    def _count_up(self) -> None:
        """Add a column per measure, label and edge; counts since the first date never fall."""
        for _ in range(len(self.measures) * len(self.labels)):
            before = None
            for _ in self.edges[1:]:
                now = self.program.column(whole=False)
                if before is not None:
                    self.program.row([(now, 1.0), (before, -1.0)], low=0)
                before = now

    def _others(self, release: Release) -> tuple[str, ...]:
        named = {label for label, _ in release.cells}
        return tuple(label for label in self.labels if label not in named)

    def _print(self, release: Release) -> None:
        scope = release.scope
        bands: list[tuple[tuple[str, ...], Band]] = [((label,), band) for label, band in release.cells]
        bands.append((self.labels, release.total))
        if release.other:
            bands.append((self._others(release), release.other))
        is_old, printed = scope.revision < self.revision, [(label,) for label, _ in release.cells]
        for labels, band in bands:
            weights = self.weights(scope.measure, labels, since=scope.since, as_of=scope.as_of)
            doubted = _Doubt.LABELS if labels in printed else _Doubt.SUMS
            low = 0 if is_old and self.doubt >= doubted else band.low
            self.program.row(list(weights), low=low, high=math.inf if band.high is None else band.high)

    def _nobody_twice(self) -> None:
        """Add what nobody doubts: on every printed date 0 or more people of each label remain."""
        for edge in self.edges[1:]:
            for label in self.labels:
                last = edge - timedelta(days=1)
                left = self.weights(Measure.REMAINING, (label,), since=self.edges[0], as_of=last)
                self.program.row(list(left), low=0)

    def _protects(self, family: np.ndarray, weights: Weights) -> bool:
        count = sum(weight * family[column] for column, weight in weights)
        return bool(count < 1 or count >= self.threshold)

    def _least(self, weights: Weights) -> float:
        costs = np.zeros(len(self.program.costs))
        for column, weight in weights:
            costs[column] = weight
        self.solver.changeColsCost(len(costs), np.arange(len(costs), dtype=np.int32), costs)
        self.solver.run()
        status = self.solver.getModelStatus()
        if status in (highspy.HighsModelStatus.kUnbounded, highspy.HighsModelStatus.kUnboundedOrInfeasible):
            return -math.inf
        if status != highspy.HighsModelStatus.kOptimal:
            raise Refused("refused.disclosure", "earlier releases contradict this one, so it cannot be checked")
        values = np.array(self.solver.getSolution().col_value)
        if np.abs(values - np.rint(values)).max() < SMALL:
            self.families.append(np.rint(values))
        return float(self.solver.getInfo().objective_function_value)

    def _has_family(self, weights: Weights, *, low: float = 0.0, high: float = math.inf) -> bool:
        whole = Program(
            costs=[0.0] * len(self.program.costs),
            upper=self.program.upper,
            whole=[True] * len(self.program.whole),
            rows=[*self.program.rows, (low, high, list(weights))],
        )
        solver = whole.load(seconds=SECONDS_PER_QUESTION, seed=0)
        solver.run()
        found = solver.getModelStatus() == highspy.HighsModelStatus.kOptimal
        if found:
            self.families.append(np.rint(np.array(solver.getSolution().col_value)))
        return found
