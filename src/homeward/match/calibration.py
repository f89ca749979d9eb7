"""Calibration: is what is claimed with p right as often as p says, and the map that makes it so."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import exp, log, sqrt

_EDGES = (0.0, 0.05, 0.2, 0.5, 0.8, 0.9, 0.95, 0.99, 0.995, 1.0)
_MARGINS = (0.05, 0.2, 0.5, 0.8, 0.9, 0.99, 0.995, 0.9999)  # what is below or above is worth nobody's time
_Z = 1.96  # bounds that hold nineteen times of twenty
_LEAST = 1e-9
_STEPS, _STEEPEST = 60, 4.0
_HELD = 4.0  # how strongly the map is held to leaving things as they are: about so many judgements


@dataclass(frozen=True, slots=True, kw_only=True)
class Claimed:
    """One decision of probability `p`, whether it was right, and how many such decisions it stands for."""

    p: float
    is_right: bool
    groups: tuple[str, ...] = ()
    weight: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Bin:
    """Decisions with p in [`least`, `most`): how many, the mean claimed, the share right and its bounds."""

    group: str
    least: float
    most: float
    count: int
    claimed: float
    right: float
    lower: float
    upper: float


def reliability(decisions: Iterable[Claimed]) -> tuple[Bin, ...]:
    """Return the bins that hold any decision: over all of them (group ""), then by group, each from high p to low."""
    grouped: defaultdict[tuple[str, int], list[Claimed]] = defaultdict(list)
    for one in decisions:
        place = sum(one.p >= edge for edge in _EDGES[1:-1])
        for group in {"", *one.groups}:
            grouped[group, place].append(one)
    ordered = sorted(grouped.items(), key=lambda item: (item[0][0], -item[0][1]))
    return tuple(_bin(group, place, members) for (group, place), members in ordered)


def _bin(group: str, place: int, members: Sequence[Claimed]) -> Bin:
    total = sum(one.weight for one in members)
    right = sum(one.weight for one in members if one.is_right) / total
    lower, upper = wilson(right, len(members))
    claimed = sum(one.weight * one.p for one in members) / total
    return Bin(
        group=group, least=_EDGES[place], most=_EDGES[place + 1], count=len(members), claimed=claimed, right=right,
        lower=lower, upper=upper,
    )  # fmt: skip


def wilson(share: float, count: int) -> tuple[float, float]:
    """Return Wilson's bounds of a share that was seen among `count`.

    >>> [round(bound, 3) for bound in wilson(0.5, 10)]
    [0.237, 0.763]
    """
    middle = share + _Z * _Z / (2 * count)
    spread = _Z * sqrt(share * (1 - share) / count + _Z * _Z / (4 * count * count))
    whole = 1 + _Z * _Z / count
    return max(0.0, (middle - spread) / whole), min(1.0, (middle + spread) / whole)


def draw(pairs: Sequence[tuple[str, float, str]], *, most: int) -> dict[int, float]:
    """Return the places of the pairs (key, p, group) that are worth a person's word, and how many each stands for.

    As evenly as there are from each group and each step of p at the margins; keys decide who of them, by digest.
    """
    margins: defaultdict[tuple[str, int], list[tuple[bytes, int]]] = defaultdict(list)
    for place, (key, p, group) in enumerate(pairs):
        step = sum(p >= edge for edge in _MARGINS)
        if 0 < step < len(_MARGINS):
            margins[group, step].append((hashlib.sha256(key.encode()).digest(), place))
    shares = dict.fromkeys(sorted(margins), 0)
    while sum(shares.values()) < most and (left := [of for of, count in shares.items() if count < len(margins[of])]):
        for of in left[: most - sum(shares.values())]:
            shares[of] += 1
    drawn = {of: sorted(margins[of])[:count] for of, count in shares.items()}
    return {place: len(margins[of]) / len(found) for of, found in drawn.items() for _, place in found}


def calibrated(p: float, calibration: Mapping[str, float]) -> float:
    """Return the probability as the model's calibration bends it; higher stays higher."""
    if not calibration:
        return p
    return 1 / (1 + exp(-(calibration["slope"] * _log_odds(p) + calibration["shift"])))


def fit_calibration(decisions: Iterable[Claimed]) -> dict[str, float]:
    """Return slope and shift of the log-odds that fit what was judged; few judgements leave p nearly as it is."""
    points = sorted((_log_odds(one.p), one.is_right, one.weight) for one in decisions)
    slope, shift = 1.0, 0.0
    for _ in range(_STEPS):
        # Newton's steps of the likelihood in turn, with `_HELD` judgements' worth of belief in slope 1 and shift 0.
        grad, curve = _slopes(points, slope, shift)
        slope = min(_STEEPEST, max(1 / _STEEPEST, slope + (grad[0] + _HELD * (1 - slope)) / (curve[0] + _HELD)))
        grad, curve = _slopes(points, slope, shift)
        shift += (grad[1] - _HELD * shift) / (curve[1] + _HELD)
    return {"slope": round(slope, 4), "shift": round(shift, 4)}


def _slopes(points: Sequence[tuple[float, bool, float]], slope: float, shift: float) -> tuple[list[float], list[float]]:
    """Return how the log-likelihood changes with slope and shift, and how fast that change slows."""
    grad, curve = [0.0, 0.0], [0.0, 0.0]
    for odds, is_right, weight in points:
        p = 1 / (1 + exp(-max(-30.0, min(30.0, slope * odds + shift))))
        error, spread = weight * (is_right - p), weight * p * (1 - p)
        grad[0], grad[1] = grad[0] + error * odds, grad[1] + error
        curve[0], curve[1] = curve[0] + spread * odds * odds, curve[1] + spread
    return grad, curve


def _log_odds(p: float) -> float:
    kept = min(1 - _LEAST, max(_LEAST, p))
    return log(kept / (1 - kept))
