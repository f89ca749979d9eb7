"""How probable pairs of lists are one person: before anything is compared, and against all else they may be."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from math import floor, log2

import numpy as np

from homeward.match.calibration import calibrated
from homeward.match.compare import Comparison
from homeward.match.decide import akin, power
from homeward.match.model import Model
from homeward.match.rarity import bucket

Pair = tuple[str, str]
Odds = Mapping[Pair, float]  # by two lists: that two of their records are one person, before anything is compared
_LEAST_RIVAL = 1e-4  # odds below which a rival changes nothing
_EVEN = 100.0  # doubles on a list that count as much as the model's word on it
_MOST_TWICE = 0.9  # what the chance to stand on a list twice may be learned to be
_ROUNDS = 30


def ordered(one: str, other: str) -> Pair:
    """Return the two as the pair that stands for them."""
    return (one, other) if one < other else (other, one)


def odds_before(sizes: Mapping[str, int], model: Model) -> dict[Pair, float]:
    """Return the odds that the model gives two records of lists of these sizes, by their lists."""
    return {
        (a, b): _odds(model.prior["twice" if a == b else "overlap"], sizes[a], sizes[b]) for a in sizes for b in sizes
    }


def _odds(prior: float, *sizes: int) -> float:
    return prior / (1 - prior) / bucket(max(sizes))


def crowded(before: Odds, list_of: Mapping[str, str]) -> set[str]:
    """Return the lists that hold people many times: a record of them has a double at least."""
    sizes = Counter(list_of.values())
    return {one for one, size in sizes.items() if before[one, one] * size >= 1}


def learn_doubles(
    compared: Mapping[Pair, Comparison],
    *,
    before: Odds,
    list_of: Mapping[str, str],
    sizes: Mapping[str, int],
    model: Model,
) -> dict[Pair, float]:
    """Return the odds with what these pairs tell of each list: how many of its records stand for one person.

    Expectation and maximisation from below, so that only sure doubles, and many, raise what the model says. Odds move
    by whole powers of two, and never down; so they do not move for one record more.
    """
    found: defaultdict[str, list[tuple[float, float]]] = defaultdict(list)
    for (a, b), comparison in compared.items():
        if list_of[a] == list_of[b]:
            found[list_of[a]].append((power(comparison.total_bits), akin(comparison, model)))
    learned = dict(before)
    for list_id, weights in found.items():
        same, kin = np.array(sorted(weights)).T
        least, most = (_odds(prior, sizes[list_id]) for prior in (model.prior["twice"], _MOST_TWICE))
        odds, expected, room = before[list_id, list_id], 0.0, sizes[list_id] * (sizes[list_id] - 1) / 2
        for _ in range(_ROUNDS):
            expected = float(np.sum(odds * same / (1 + odds * (same + kin))))
            odds = max(least, expected / room)
        steps = floor(log2(odds / least) * expected / (expected + _EVEN))
        learned[list_id, list_id] = max(before[list_id, list_id], min(most, least * 2.0**steps))
    return learned


def chances(
    compared: Mapping[Pair, Comparison],
    *,
    before: Odds,
    list_of: Mapping[str, str],
    sizes: Mapping[str, int],
    least: float,
    model: Model,
) -> dict[Pair, float]:
    """Return each pair's probability against everything else that either record could be on the other's list.

    Pairs that stay below `least` even alone are left out.
    """
    odds: dict[Pair, float] = {}
    related: dict[Pair, float] = {}
    met: defaultdict[Pair, list[str]] = defaultdict(list)  # by the record and the list where its rivals stand
    # As far as a list holds people more than once, being one of its records is no reason not to be another.
    once = {list_id: max(0.0, 1 - before[list_id, list_id] * sizes[list_id]) for list_id in sizes}
    for (a, b), comparison in compared.items():
        start = before[list_of[a], list_of[b]]
        odds[a, b] = start * power(comparison.total_bits)
        related[a, b] = start * akin(comparison, model)
        if odds[a, b] + related[a, b] > _LEAST_RIVAL:
            met[a, list_of[b]].append(b)
            met[b, list_of[a]].append(a)

    def rivals(record: str, other: str) -> float:
        """What else `record` may be on the list of `other`, doubles of `other` left out."""
        against = 0.0
        for rival in met.get((record, list_of[other]), ()) if once[list_of[other]] else ():
            if rival != other and odds.get(ordered(rival, other), 0.0) < 1.0:
                pair = ordered(record, rival)
                against += odds[pair] + related[pair]
        return against * once[list_of[other]]

    alone = {pair: own for pair, own in odds.items() if own / (1 + own + related[pair]) >= least}
    return {
        (a, b): calibrated(own / (1 + own + related[a, b] + rivals(a, b) + rivals(b, a)), model.calibration)
        for (a, b), own in alone.items()
    }
