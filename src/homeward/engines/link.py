"""Links records of overlapping lists: who is who, within one list and across several."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from homeward.engines.sift import LEAST_PROMISE, make_sieve, promise, shared_bits
from homeward.engines.tables import Records, as_records
from homeward.match.cluster import cluster
from homeward.match.compare import Comparison, compare
from homeward.match.decide import Decision, decide, power
from homeward.match.features import Features, prepare
from homeward.match.keys import keys
from homeward.match.model import Model, with_rarity
from homeward.match.rarity import bucket, count_words
from homeward.policy import Policy

Pair = tuple[str, str]
# A key that more records share than this proposes no pairs, by the key's kind (its first letter, see `match.keys`):
# the fewer fields agree, the rarer what agrees has to be.
_MOST_SHARING = {"w": 6, "y": 25, "m": 25, "n": 40, "p": 40, "b": 60, "d": 60, "f": 60, "t": 60}

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
    pairs = _candidate_pairs(features.values())
    sieve = make_sieve(features.values())
    compared = {
        (a, b): compare(features[a], features[b], weighing)
        for a, b in shown(pairs)
        if promise(features[a], features[b], shared=shared_bits(a, b, sieve=sieve), model=model) >= LEAST_PROMISE
    }
    sizes: defaultdict[str, int] = defaultdict(int)
    for record in features.values():
        sizes[record.list_id] += 1
    chances = _chances(compared, features=features, sizes=sizes, model=weighing)
    decided = [_decision(compared[pair], p, model=weighing, policy=policy) for pair, p in chances.items()]
    clusters, kept = _clusters(decided, compared=compared, features=features, model=weighing)
    return LinkResult(pairs=kept, clusters=clusters, compared=len(compared), model=model.digest, policy=policy.digest)


def _candidate_pairs(records: Iterable[Features]) -> list[Pair]:
    sharing: defaultdict[str, list[str]] = defaultdict(list)
    for record in records:
        for key in keys(record):
            sharing[key].append(record.id)
    found: set[Pair] = set()
    for key, ids in sharing.items():
        if 1 < len(ids) <= _MOST_SHARING[key[0]]:
            found.update((a, b) for place, a in enumerate(ids) for b in ids[place + 1 :])
    return sorted(found)


def _chances(
    compared: dict[Pair, Comparison], *, features: dict[str, Features], sizes: dict[str, int], model: Model
) -> dict[Pair, float]:
    """Return each pair's probability against everything else that either record could be on the other's list."""
    odds: dict[Pair, float] = {}
    related: dict[Pair, float] = {}
    met: defaultdict[Pair, list[str]] = defaultdict(list)  # by the record and the list where its rivals stand
    for (a, b), comparison in compared.items():
        list_a, list_b = features[a].list_id, features[b].list_id
        prior = model.prior["twice" if list_a == list_b else "overlap"]
        before = prior / (1 - prior) / bucket(max(sizes[list_a], sizes[list_b]))
        odds[a, b] = before * power(comparison.total_bits)
        is_kin = comparison.family_bits > 0
        related[a, b] = before * model.prior["relative"] * power(comparison.family_bits) if is_kin else 0.0
        if odds[a, b] + related[a, b] > _LEAST_RIVAL:
            met[a, list_b].append(b)
            met[b, list_a].append(a)

    def rivals(record: str, other: str) -> float:
        """What else `record` may be on the list of `other`, doubles of `other` left out."""
        return sum(
            odds[_pair(record, rival)] + related[_pair(record, rival)]
            for rival in met.get((record, features[other].list_id), ())
            if rival != other and odds.get(_pair(rival, other), 0.0) < 1.0
        )

    return {(a, b): w / (1 + w + related[a, b] + rivals(a, b) + rivals(b, a)) for (a, b), w in odds.items()}


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
