"""Somebody who keeps every statement and can add: their own program over days and labels, none of the gate's code."""

from __future__ import annotations

import math
from datetime import timedelta

import highspy

from homeward.report import Measure

FLOWS = [Measure.IDENTIFIED, Measure.HANDED_OVER, Measure.SIDE_EXITS]


def learn(releases, *, threshold):
    """Return every surely small count: of a flow, of one label or everybody, on one day or over a printed span."""
    first = min(release.scope.since for release in releases)
    last = max(release.scope.as_of for release in releases)
    # Days between the base and the first statement are never told apart: one column for the span up to each as-of.
    cuts = sorted({r.scope.as_of for r in releases} | {r.scope.since - timedelta(days=1) for r in releases})
    assert cuts[0] == first - timedelta(days=1)
    assert cuts[-1] == last
    labels = [*sorted({label for release in releases for label, _ in release.cells}), "anybody else"]
    solver = highspy.Highs()
    solver.silent()
    solver.setOptionValue("threads", 1)  # the first value of a process holds for all
    count = {
        (flow, label, span): solver.addVariable(0, highspy.kHighsInf)
        for flow in FLOWS
        for label in labels
        for span in range(1, len(cuts))
    }
    spans = {}
    for release in releases:
        scope = release.scope
        inside = [n for n in range(1, len(cuts)) if scope.since <= cuts[n] <= scope.as_of]
        spans[scope.since, scope.as_of] = inside
        printed = [*((band, [label]) for label, band in release.cells), (release.total, labels)]
        if release.other:
            printed.append((release.other, [label for label in labels if label not in dict(release.cells)]))
        for band, who in printed:
            if scope.measure is Measure.REMAINING:
                signs = {Measure.IDENTIFIED: 1, Measure.HANDED_OVER: -1, Measure.SIDE_EXITS: -1}
            else:
                signs = {scope.measure: 1}
            terms = [sign * count[flow, label, n] for flow, sign in signs.items() for label in who for n in inside]
            high = highspy.kHighsInf if band.high is None else band.high
            solver.addConstr(band.low <= sum(terms[1:], terms[0] + 0) <= high)
    sure = []
    for flow in FLOWS:
        for who in [[label] for label in labels] + [labels]:
            for inside in [*([n] for n in range(1, len(cuts))), *spans.values()]:
                terms = [count[flow, label, n] for label in who for n in inside]
                aim = sum(terms[1:], terms[0] + 0)
                low, high = limit(solver, aim, least=True), limit(solver, aim, least=False)
                if math.ceil(low - 1e-6) >= 1 and math.floor(min(high, 1e9) + 1e-6) <= threshold - 1:
                    sure.append((flow, tuple(who), tuple(inside), low, high))
    return sure


def limit(solver, aim, *, least):
    solver.minimize(aim) if least else solver.maximize(aim)
    status = solver.getModelStatus()
    if status == highspy.HighsModelStatus.kOptimal:
        return solver.getObjectiveValue()
    assert status in (highspy.HighsModelStatus.kUnbounded, highspy.HighsModelStatus.kUnboundedOrInfeasible), status
    return -math.inf if least else math.inf
