"""Links records of overlapping lists: who is who, within one list and across several."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from math import log2

import numpy as np
import numpy.typing as npt

from homeward.engines.chances import Odds, Pair, chances, learn_doubles, odds_before, ordered
from homeward.engines.given import Records, as_records
from homeward.engines.joined import Compare, join_people, join_probable
from homeward.engines.pairs import Numbers, find_pairs
from homeward.engines.relink import Memory, remembering
from homeward.engines.sieve import Bits, Sieve, make_sieve, promises, sharper
from homeward.engines.workers import cores
from homeward.intake import no_collecting
from homeward.match.compare import Comparison
from homeward.match.decide import Decision, decide
from homeward.match.features import Features, prepare
from homeward.match.model import Model, with_rarity
from homeward.match.rarity import count_words
from homeward.policy import Policy

_AT_ONCE = 1 << 16  # pairs that are sifted at once


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


@dataclass(frozen=True, slots=True, kw_only=True)
class _Candidates:
    """Records, and the places of those that share keys with about how many bits they can come to, in order.

    Whether that is `sharp` changes in place with what they promise.
    """

    records: Sequence[Features]
    sieve: Sieve
    left: Numbers
    right: Numbers
    promised: Bits
    is_sharp: npt.NDArray[np.bool_]


def _silent(items: Iterable[Pair]) -> Iterable[Pair]:
    return items


@no_collecting()
def link(
    records: Records,
    *,
    model: Model,
    policy: Policy,
    shown: Callable[[Iterable[Pair]], Iterable[Pair]] = _silent,
    memory: Memory | None = None,
) -> LinkResult:
    """Return who is who among `records`, whatever their order. `shown` may wrap the pairs with a progress bar.

    Instead of records: a table that streams Arrow, or several, as `as_records` reads them. How many records of a list
    are one person's is learned from the list where it holds many such; then pairs that promise less are compared too.
    What `memory` has is not compared again; the result is the same without it.
    """
    features = {record.id: prepare(record) for record in sorted(as_records(records), key=lambda record: record.id)}
    weighing = with_rarity(model, count_words(features.values()))
    weigh = remembering(memory, features, weighing)
    list_of = {key: record.list_id for key, record in features.items()}
    sizes = Counter(list_of.values())
    candidates = _candidates(list(features.values()), weighing)
    compared: dict[Pair, Comparison] = {}
    before, learned = odds_before(sizes, weighing), dict[Pair, float]()
    while before != learned:
        before = learned or before
        for pair in shown(_worth_comparing(candidates, before=before, least=policy.link_min_review, done=compared)):
            compared[pair] = weigh(*pair)
        learned = learn_doubles(compared, before=before, list_of=list_of, sizes=sizes, model=weighing)
    least = policy.link_min_review
    found = chances(compared, before=before, list_of=list_of, sizes=sizes, least=least, model=weighing)
    count = len(compared)

    def compare_any(a: str, b: str) -> Comparison:
        """Compare records whose pair may be no candidate."""
        pair = ordered(a, b)
        if pair not in compared:
            compared[pair] = weigh(*pair)
        return compared[pair]

    pairs, clusters = _people(found, before=before, list_of=list_of, compare=compare_any, model=weighing, policy=policy)
    return LinkResult(pairs=pairs, clusters=clusters, compared=count, model=model.digest, policy=policy.digest)


def _candidates(records: Sequence[Features], model: Model) -> _Candidates:
    left, right = find_pairs(records)
    sieve = make_sieve(records, model)
    promised, is_sharp = np.zeros(len(left), dtype=np.float32), np.zeros(len(left), dtype=bool)

    def sift(start: int) -> None:
        some = slice(start, start + _AT_ONCE)
        promised[some] = promises(sieve, left[some], right[some])

    with ThreadPoolExecutor(cores()) as pool:
        list(pool.map(sift, range(0, len(left), _AT_ONCE)))
    return _Candidates(records=records, sieve=sieve, left=left, right=right, promised=promised, is_sharp=is_sharp)


def _sharpen(candidates: _Candidates, unsure: Numbers) -> None:
    """Look closer at candidates, those at these places."""
    for start in range(0, len(unsure), _AT_ONCE):
        some = unsure[start : start + _AT_ONCE]
        closer = sharper(candidates.sieve, candidates.left[some], candidates.right[some])
        candidates.promised[some] = np.minimum(candidates.promised[some], closer)
    candidates.is_sharp[unsure] = True


def _worth_comparing(
    candidates: _Candidates, *, before: Odds, least: float, done: Mapping[Pair, Comparison]
) -> list[Pair]:
    """Return the pairs that may come to a probability of `least` and are not compared yet, in order."""
    records, lists = candidates.records, sorted({one for one, _ in before})
    numbers = {list_id: place for place, list_id in enumerate(lists)}
    list_at = np.array([numbers[record.list_id] for record in records], dtype=np.int64)
    needed = np.array([[log2(least / (1 - least) / before[a, b]) for b in lists] for a in lists])
    enough = needed[list_at[candidates.left], list_at[candidates.right]]
    _sharpen(candidates, np.nonzero((candidates.promised >= enough) & ~candidates.is_sharp)[0])
    is_enough = candidates.promised >= enough
    found = zip(candidates.left[is_enough].tolist(), candidates.right[is_enough].tolist(), strict=True)
    pairs = ((records[a].id, records[b].id) for a, b in found)
    return [pair for pair in pairs if pair not in done]


def _people(
    found: Mapping[Pair, float],
    *,
    before: Odds,
    list_of: Mapping[str, str],
    compare: Compare,
    model: Model,
    policy: Policy,
) -> tuple[tuple[PairDecision, ...], tuple[tuple[str, ...], ...]]:
    """Return the pairs to show and the people that those which are "same" make.

    Pairs that follow from others are "same" too where they make one person; one that was sure, but whose people stay
    apart, becomes undecided.
    """
    bounds = {"max_false": policy.link_max_false, "min_review": policy.link_min_review}
    decided = {pair: decide(compare(*pair), p, model=model, **bounds) for pair, p in found.items()}
    group = {key: [key] for pair in decided for key in pair}
    same = {pair: found[pair] for pair, decision in decided.items() if decision is Decision.SAME}
    within = join_people(group, same=same, compare=compare, before=before, list_of=list_of, model=model)
    clusters = {id(members): tuple(sorted(members)) for members in group.values() if len(members) > 1}
    unsure = {pair: p for pair, p in found.items() if decided[pair] is Decision.UNDECIDED}
    implied = within | join_probable(group, unsure=unsure, compare=compare, before=before, list_of=list_of, model=model)
    shown = [pair for pair, decision in decided.items() if decision is not Decision.DIFFERENT]
    kept = [
        _decision(compare(*pair), max(found.get(pair, 0.0), implied.get(pair, 0.0)), is_same=pair in within)
        for pair in dict.fromkeys([*shown, *implied])
    ]
    kept.sort(key=lambda pair: (-pair.p, -pair.total_bits, pair.left, pair.right))
    return tuple(kept), tuple(sorted(clusters.values()))


def _decision(comparison: Comparison, p: float, *, is_same: bool) -> PairDecision:
    return PairDecision(
        left=comparison.left,
        right=comparison.right,
        bits=comparison.bits,
        levels=comparison.levels,
        total_bits=comparison.total_bits,
        p=round(p, 6),
        decision=Decision.SAME if is_same else Decision.UNDECIDED,
    )
