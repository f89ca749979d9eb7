"""Who is one person among records whose pairs are decided, and what that says of pairs that were not sure alone."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import product
from math import log2

from homeward.engines.chances import Odds, Pair, crowded, ordered
from homeward.match.cluster import Group, joins
from homeward.match.compare import ATTRIBUTES, Comparison
from homeward.match.compare.pair import ALIKE
from homeward.match.decide import akin, power
from homeward.match.model import Model

_MOST_ASKED = 8  # records of a group that are asked for all of it, those that joined first
_MOST_IMPLIED = 1_000  # pairs across two groups that are told
_UNLIKE = ("partly", "different", "rival")
Compare = Callable[[str, str], Comparison]


def join_people(
    group: dict[str, Group],
    *,
    same: Mapping[Pair, float],
    compare: Compare,
    before: Odds,
    list_of: Mapping[str, str],
    model: Model,
) -> dict[Pair, float]:
    """Join in place the groups that pairs of these probabilities make one person; return all pairs that this implies.

    Groups stay apart where half of the pairs across them say that they are two people, or relatives, or where all say
    so of one attribute on which each group agrees: among many copies of a person's one may be damaged, but a twin's
    fit none. Two records of a list that holds people once are one person only by their own pair.
    """
    many = crowded(before, list_of)

    def may_join(first: Sequence[str], second: Sequence[str]) -> bool:
        if len(first) == 1 == len(second):
            return True
        twice = [ordered(a, b) for a in first for b in second if list_of[a] == list_of[b] not in many]
        if not same.keys() >= set(twice):
            return False
        found = _across(first, second, compare)
        against = sum(_is_apart(one, model) for one in found)
        return 2 * against < len(found) and not _unlike(first, second, found, compare)

    return _joined(group, same, may_join)


def join_probable(
    group: dict[str, Group],
    *,
    unsure: Mapping[Pair, float],
    compare: Compare,
    before: Odds,
    list_of: Mapping[str, str],
    least: float,
    apart: float,
    model: Model,
) -> dict[Pair, float]:
    """Join in place groups that all their records say are one person with a probability of `least`; return the pairs
    that this implies. Names that each group says in one way and the other in another are no slip of one record; that
    counts `apart` bits.

    Only on lists that hold people many times: elsewhere a pair that is not sure has rivals.
    """
    sure: dict[Pair, float] = {}
    many = crowded(before, list_of)
    unsure = {(a, b): p for (a, b), p in unsure.items() if list_of[a] == list_of[b] in many}

    def may_join(first: Sequence[str], second: Sequence[str]) -> bool:
        found, odds = _across(first, second, compare), before[list_of[first[0]], list_of[second[0]]]
        less = apart if "name" in _unlike(first, second, found, compare) else 0.0
        p = _probability(found, before=odds, less=less, model=model)
        sure.update(dict.fromkeys(_pairs(first, second), p) if p >= least else {})
        return p >= least

    return {pair: sure[pair] for pair in _joined(group, unsure, may_join)}


def _joined(
    group: dict[str, Group], pairs: Mapping[Pair, float], may_join: Callable[[Sequence[str], Sequence[str]], bool]
) -> dict[Pair, float]:
    ties = [(a, b, p) for (a, b), p in pairs.items()]
    return {
        pair: p for first, second, p in joins(group, positive=ties, may_join=may_join) for pair in _pairs(first, second)
    }


def _pairs(first: Sequence[str], second: Sequence[str]) -> list[Pair]:
    """Return the pairs across two groups; none where they are too many to tell."""
    return [ordered(a, b) for a, b in product(first, second)] if len(first) * len(second) <= _MOST_IMPLIED else []


def _across(first: Sequence[str], second: Sequence[str], compare: Compare) -> list[Comparison]:
    return [compare(a, b) for a, b in product(first[:_MOST_ASKED], second[:_MOST_ASKED])]


def _is_apart(found: Comparison, model: Model) -> bool:
    return found.total_bits <= 0 or akin(found, model) > power(found.total_bits)


def _unlike(first: Sequence[str], second: Sequence[str], found: Sequence[Comparison], compare: Compare) -> list[str]:
    """Return what differs in every pair across two groups and is the same within each."""
    unlike = [name for name in ATTRIBUTES if all(one.levels[name] in _UNLIKE for one in found)]
    within = [_across(members[:1], members[1:], compare) for members in (first, second)] if unlike else []
    return [name for name in unlike if all(any(one.levels[name] in ALIKE for one in some) for some in within)]


def _probability(found: Sequence[Comparison], *, before: float, less: float, model: Model) -> float:
    """Return how probable two groups are one person's: each attribute was copied from one of the other group's."""
    bits = less  # what speaks against them besides
    for attribute in ATTRIBUTES:
        said = [power(one.bits[attribute]) for one in found if one.levels[attribute] != "missing"]
        bits += log2(sum(said) / len(said)) if said else 0.0
    own, kin = before * power(bits), before * sum(akin(one, model) for one in found) / len(found)
    return own / (1 + own + kin)
