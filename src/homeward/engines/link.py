"""Links records of overlapping lists: who is who, within one list and across several."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from math import log2

import numpy as np

from homeward.engines.given import Records, as_records
from homeward.engines.pairs import find_pairs
from homeward.engines.sieve import make_sieve, promises
from homeward.match.cluster import cluster
from homeward.match.compare import Comparison, compare
from homeward.match.decide import Decision, decide, power
from homeward.match.features import Features, prepare
from homeward.match.model import Model, with_rarity
from homeward.match.rarity import bucket, count_words
from homeward.policy import Policy

Pair = tuple[str, str]
_AT_ONCE = 1 << 19  # pairs that are sifted at once
_SLACK = 0.0  # bits that a pair may promise less than it needs to be shown, and is compared
_LEAST_RIVAL = 1e-4  # odds below which a rival changes nothing


@dataclass(frozen=True, slots=True, kw_only=True)
class PairDecision:
    """The decision on two records; `left` < `right`. `bits` by attribute, `p` that they are one person."""

    left: str
    right: str
    bits: dict[str, float]
    levels: dict[str, str]
    total_bits: float
    p: float
    decision: Decision


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkResult:
    """Pairs that are "same" or "undecided", surest first; clusters of record ids that are one person, sorted."""

    pairs: tuple[PairDecision, ...]
    clusters: tuple[tuple[str, ...], ...]
    compared: int
    model: str
    policy: str


def _silent(items: Iterable[Pair]) -> Iterable[Pair]:
    return items


def link(
    records: Records,
    *,
    model: Model,
    policy: Policy,
    shown: Callable[[Iterable[Pair]], Iterable[Pair]] = _silent,
) -> LinkResult:
    """Return who is who among `records`, whatever their order. `shown` may wrap the pairs with a progress bar.

    Instead of records: a table that streams Arrow, or several, as `as_records` reads them.
    """
    features = {record.id: prepare(record) for record in sorted(as_records(records), key=lambda record: record.id)}
    weighing = with_rarity(model, count_words(features.values()))
    sizes = Counter(record.list_id for record in features.values())
    pairs = _worth_comparing(list(features.values()), sizes=sizes, model=weighing, policy=policy)
    compared = {(a, b): compare(features[a], features[b], weighing) for a, b in shown(pairs)}
    chances = _chances(compared, features=features, sizes=sizes, least=policy.link_min_review, model=weighing)
    decided = [_decision(compared[pair], p, model=weighing, policy=policy) for pair, p in chances.items()]
    clusters, kept = _clusters(decided, compared=compared, features=features, model=weighing)
    return LinkResult(pairs=kept, clusters=clusters, compared=len(compared), model=model.digest, policy=policy.digest)


def _worth_comparing(
    records: Sequence[Features], *, sizes: Mapping[str, int], model: Model, policy: Policy
) -> list[Pair]:
    """Return the pairs that may come to be more than "different", in order."""
    left, right = find_pairs(records)
    sieve = make_sieve(records, model)
    numbers = {list_id: place for place, list_id in enumerate(sizes)}
    lists = np.array([numbers[record.list_id] for record in records], dtype=np.int64)
    odds = policy.link_min_review / (1 - policy.link_min_review)
    needed = np.array([[log2(odds / _before(a, b, sizes=sizes, model=model)) for b in sizes] for a in sizes])
    kept: list[Pair] = []
    for start in range(0, len(left), _AT_ONCE):
        ours, theirs = left[start : start + _AT_ONCE], right[start : start + _AT_ONCE]
        is_enough = promises(sieve, ours, theirs) >= needed[lists[ours], lists[theirs]] - _SLACK
        found = zip(ours[is_enough].tolist(), theirs[is_enough].tolist(), strict=True)
        kept.extend((records[a].id, records[b].id) for a, b in found)
    return kept


def _before(list_a: str, list_b: str, *, sizes: Mapping[str, int], model: Model) -> float:
    """Return the odds that two records of these lists are one person, before anything is compared."""
    prior = model.prior["twice" if list_a == list_b else "overlap"]
    return prior / (1 - prior) / bucket(max(sizes[list_a], sizes[list_b]))


def _chances(
    compared: dict[Pair, Comparison],
    *,
    features: dict[str, Features],
    sizes: Mapping[str, int],
    least: float,
    model: Model,
) -> dict[Pair, float]:
    """Return each pair's probability against everything else that either record could be on the other's list.

    Pairs that stay below `least` even alone are left out.
    """
    list_of = {key: record.list_id for key, record in features.items()}
    before = {(a, b): _before(a, b, sizes=sizes, model=model) for a in sizes for b in sizes}
    odds: dict[Pair, float] = {}
    related: dict[Pair, float] = {}
    met: defaultdict[Pair, list[str]] = defaultdict(list)  # by the record and the list where its rivals stand
    for (a, b), comparison in compared.items():
        start = before[list_of[a], list_of[b]]
        odds[a, b] = start * power(comparison.total_bits)
        is_kin = comparison.family_bits > 0
        related[a, b] = start * model.prior["relative"] * power(comparison.family_bits) if is_kin else 0.0
        if odds[a, b] + related[a, b] > _LEAST_RIVAL:
            met[a, list_of[b]].append(b)
            met[b, list_of[a]].append(a)

    def rivals(record: str, other: str) -> float:
        """What else `record` may be on the list of `other`, doubles of `other` left out."""
        against = 0.0
        for rival in met.get((record, list_of[other]), ()):
            if rival != other and odds.get(_pair(rival, other), 0.0) < 1.0:
                pair = _pair(record, rival)
                against += odds[pair] + related[pair]
        return against

    alone = {pair: own for pair, own in odds.items() if own / (1 + own + related[pair]) >= least}
    return {(a, b): own / (1 + own + related[a, b] + rivals(a, b) + rivals(b, a)) for (a, b), own in alone.items()}


def _pair(a: str, b: str) -> Pair:
    return (a, b) if a < b else (b, a)


def _decision(comparison: Comparison, p: float, *, model: Model, policy: Policy) -> PairDecision:
    decision = decide(comparison, p, max_false=policy.link_max_false, min_review=policy.link_min_review, model=model)
    return PairDecision(
        left=comparison.left,
        right=comparison.right,
        bits=comparison.bits,
        levels=comparison.levels,
        total_bits=comparison.total_bits,
        p=round(p, 6),
        decision=decision,
    )


def _clusters(
    decided: Sequence[PairDecision],
    *,
    compared: dict[Pair, Comparison],
    features: dict[str, Features],
    model: Model,
) -> tuple[tuple[tuple[str, ...], ...], tuple[PairDecision, ...]]:
    """Join "same" pairs into clusters; a pair whose clusters hold plainly different records becomes undecided."""
    same = [(pair.left, pair.right, pair.total_bits) for pair in decided if pair.decision is Decision.SAME]

    def is_apart(left: str, right: str) -> bool:
        met = compared.get(_pair(left, right)) or compare(features[left], features[right], model)
        return met.total_bits <= 0

    groups = cluster({key for tie in same for key in tie[:2]}, positive=same, negative=(), is_apart=is_apart)
    of = {key: group for group in groups for key in group}
    kept = [
        replace(pair, decision=Decision.UNDECIDED)
        if pair.decision is Decision.SAME and of[pair.left] is not of[pair.right]
        else pair
        for pair in decided
        if pair.decision is not Decision.DIFFERENT
    ]
    kept.sort(key=lambda pair: (-pair.p, -pair.total_bits, pair.left, pair.right))
    return tuple(group for group in groups if len(group) > 1), tuple(kept)
