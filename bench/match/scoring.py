"""How right answers are: best F1 over all cuts, the tool's own cut, reliability, intervals, and the controls."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import mean, stdev

import numpy as np
import numpy.typing as npt

SURE = 0.99
BINS = (0.0, 0.1, 0.5, 0.9, 0.99, 0.999, 1.0)
# Student's t for a two-sided 95 % interval, by how many runs there are.
_T = {2: 12.71, 3: 4.30, 4: 3.18, 5: 2.78, 6: 2.57, 7: 2.45, 8: 2.36, 9: 2.31, 10: 2.26}
CONTROL = "control"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """The first that a tool proposes for one claim. `score` orders answers; `p` is None where a tool has none."""

    candidate: str
    score: tuple[float, float]
    p: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Scored:
    """A tool on one set. `ceiling` is the share of those who are there that the tool looked at at all."""

    best: float
    precision: float | None
    recall: float | None
    ceiling: float | None


def score(answers: Mapping[str, Answer], truth: Mapping[str, str], *, ceiling: float | None) -> Scored:
    """Score answers by claim; `truth` says whose entry is where, empty for somebody who is in no entry."""
    there = sum(bool(entry) for entry in truth.values())
    known = {claim: answer for claim, answer in answers.items() if claim in truth and answer.candidate}
    right = np.array([truth[claim] == answer.candidate for claim, answer in known.items()])
    scores = [answer.score for answer in known.values()]
    sure = [truth[claim] == answer.candidate for claim, answer in known.items() if (answer.p or 0) >= SURE]
    has_p = any(answer.p is not None for answer in known.values())
    return Scored(
        best=best_f1(scores, right, there=there),
        precision=sum(sure) / len(sure) if has_p and sure else None,
        recall=sum(sure) / there if has_p else None,
        ceiling=ceiling,
    )


def best_f1(
    scores: Sequence[tuple[float, float]] | npt.NDArray[np.float64], right: npt.NDArray[np.bool_], *, there: int
) -> float:
    """Return the best F1 over all cuts; answers of one score stand or fall together."""
    if not len(right):
        return 0.0
    values = np.array(scores, dtype=float)
    order = np.lexsort((-values[:, 1], -values[:, 0]))
    ordered = values[order]
    ends = np.append(np.any(ordered[1:] != ordered[:-1], axis=1), True)
    found = np.cumsum(right[order])[ends]
    taken = np.arange(1, len(right) + 1)[ends]
    return float(np.max(2 * found / (taken + there)))


def spread(answers: Mapping[str, Answer], truth: Mapping[str, str], *, seed: int = 1) -> float:
    """Return half the width of the 95 % interval of the best F1 when the claims are drawn again, a hundred times."""
    rng, claims = np.random.default_rng(seed), sorted(truth)
    there = np.array([bool(truth[claim]) for claim in claims])
    given = [answers.get(claim) or Answer(candidate="", score=(-math.inf, -math.inf), p=None) for claim in claims]
    made = np.array([bool(answer.candidate) for answer in given])
    right = np.array([bool(a.candidate) and a.candidate == truth[c] for c, a in zip(claims, given, strict=True)])
    scores = np.array([answer.score for answer in given])
    found = []
    for _ in range(100):
        drawn = rng.integers(0, len(claims), len(claims))
        kept = drawn[made[drawn]]
        found.append(best_f1(scores[kept], right[kept], there=int(there[drawn].sum())))
    return float(np.percentile(found, 97.5) - np.percentile(found, 2.5)) / 2


def interval(values: Iterable[float | None], *, digits: int = 4) -> str:
    """Return the mean of several runs with half the width of its 95 % interval."""
    known = [value for value in values if value is not None]
    if not known:
        return "none"
    middle = f"{mean(known):.{digits}f}"
    if len(known) < 2:
        return middle
    half = _T.get(len(known), 2.2) * stdev(known) / math.sqrt(len(known))
    return f"{middle} ± {half:.{digits}f}"


def reliability(answers: Mapping[str, Answer], truth: Mapping[str, str]) -> list[str]:
    """Return how often answers were right, by how sure they were."""
    lines = ["| p | answers | mean p | right |", "|---|---|---|---|"]
    known = [
        (a.p, truth[c] == a.candidate) for c, a in answers.items() if c in truth and a.candidate and a.p is not None
    ]
    for low, high in zip(BINS, [*BINS[1:], 1.1], strict=True):
        here = [(p, ok) for p, ok in known if low <= p < high]
        if here:
            label = "1" if low == 1.0 else f"{low:g} to {high:g}"
            lines.append(
                f"| {label} | {len(here):,} | {mean(p for p, _ in here):.4f} | {mean(ok for _, ok in here):.4f} |"
            )
    return lines


def by_group(answers: Mapping[str, Answer], truth: Mapping[str, str], groups: Mapping[str, str]) -> list[str]:
    """Return a row for each group: best F1, the tool's own cut, and how many claims are behind it."""
    lines = ["| group | claims | best F1 | p ≥ .99: precision / recall | wrong |", "|---|---|---|---|---|"]
    names = sorted(set(groups.values()), key=lambda name: (-sum(g == name for g in groups.values()), name))
    for name in names:
        here = {claim: truth[claim] for claim in truth if groups.get(claim) == name}
        if not any(here.values()):
            continue
        of = score(answers, here, ceiling=None)
        wrong = sum((a.p or 0) >= SURE and here[c] != a.candidate for c, a in answers.items() if c in here)
        label = name.replace("|", "/")
        lines.append(f"| {label} | {len(here):,} | {of.best:.3f} | {cut(of.precision, of.recall)} | {wrong} |")
    return lines


def cut(precision: float | None, recall: float | None) -> str:
    """Return precision and recall at a tool's own cut as they stand in tables."""
    if recall is None:
        return "none"
    return f"{'—' if precision is None else f'{precision:.4f}'} / {recall:.3f}"


def check_controls(tool: str, answers: Mapping[str, Answer]) -> str:
    """Return what a tool's probabilities of the controls leave to wish for; stop where its answers are wrong.

    The sure match must come first with its copy, the sure non-match score less: else the bench is wrong, not the tool.
    """
    same, other = answers.get(f"{CONTROL}-same"), answers.get(f"{CONTROL}-none")
    if same is None or same.candidate != f"{CONTROL}-entry":
        raise SystemExit(f"{tool}: the control that is in the register was not found: {same}")
    if other is not None and other.candidate and other.score >= same.score:
        raise SystemExit(f"{tool}: the control that is in no register was found: {other}")
    said = []
    if same.p is not None and same.p < 0.5:
        said.append(f"gives an exact copy p = {same.p:.2g}")
    if other is not None and other.candidate and (other.p or 0) > 0.5:
        said.append(f"gives a stranger p = {other.p:.2g}")
    return "; ".join(said)


def controls() -> tuple[dict[str, str], dict[str, str], dict[str, str]]:
    """Return an entry, a claim that is its copy, and a claim that is nobody's; columns as in desk files."""
    entry = {
        "id": f"{CONTROL}-entry", "name": "Quillon Zabrowski", "sex": "M", "born": "1951-02-17", "nationality": "CZE",
        "document": "ZQ7715093", "father": "Ambrose Zabrowski", "place": "Brno", "postcode": "2999",
    }  # fmt: skip
    none = {
        "id": f"{CONTROL}-none", "name": "Ximena Uhlenbrock", "sex": "F", "born": "1933-07-29", "nationality": "NAM",
        "document": "PX0400271", "father": "Hektor Uhlenbrock", "place": "Outjo", "postcode": "9871",
    }  # fmt: skip
    return entry, {**entry, "id": f"{CONTROL}-same"}, none
