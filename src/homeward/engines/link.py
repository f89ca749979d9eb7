"""Links records of overlapping lists: who is who, within one list and across several."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from math import log2
from typing import Any

import numpy as np
import numpy.typing as npt

from homeward.engines.chances import Odds, Pair, chances, learn_doubles, odds_before, ordered
from homeward.engines.given import Records, as_records
from homeward.engines.joined import Compare, join_people, join_probable
from homeward.engines.pairs import Numbers, find_pairs
from homeward.engines.relink import Kept, Memory, Weigh, packed, remembering
from homeward.engines.sieve import Bits, Sieve, make_sieve, promises, sharper
from homeward.engines.workers import cores, crew
from homeward.intake import no_collecting
from homeward.match.compare import Comparison
from homeward.match.decide import Decision, decide, is_more_than_name
from homeward.match.features import Features, prepare
from homeward.match.model import Model, with_rarity
from homeward.match.rarity import count_words
from homeward.policy import Policy

_AT_ONCE, _BLOCK = 1 << 16, 1 << 12  # pairs that are sifted at once, and that a process looks at closely at once
_PAYS = 4_000  # records for which other processes are worth their start
_PROBABLE = 0.5  # that two groups are one person, so that somebody should look


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
class _Bench:
    """What pairs of records are laid on to be looked at closely."""

    records: Sequence[Features]
    sieve: Sieve
    weigh: Weigh


@dataclass(frozen=True, slots=True, kw_only=True)
class _Candidates:
    """The places of records that share keys with about how many bits they can come to, in order.

    Whether that is `sharp` changes in place with what they promise.
    """

    left: Numbers
    right: Numbers
    promised: Bits
    is_sharp: npt.NDArray[np.bool_]


Block = tuple[Numbers, Numbers, Bits]  # pairs by the places of their records, and how many bits each needs
Looked = tuple[Bits, list[Kept]]  # what pairs promise at a closer look, and how those compare that promise enough
Helpers = Callable[..., Iterator[Looked]]
Shown = Callable[[Iterable[Numbers]], Iterable[Numbers]]


def _silent(items: Iterable[Numbers]) -> Iterable[Numbers]:
    return items


@no_collecting()
def link(
    records: Records,
    *,
    model: Model,
    policy: Policy,
    shown: Shown = _silent,
    memory: Memory | None = None,
    workers: int = 0,
) -> LinkResult:
    """Return who is who among `records`, whatever their order. `shown` may wrap the blocks of pairs in a bar.

    Instead of records: a table that streams Arrow, or several, as `as_records` reads them. How many records of a list
    are one person's is learned from the list where it holds many such; then pairs that promise less are compared too.
    What `memory` has is not compared again, and so many `workers`, processes of this machine, compare: as many as pay,
    if none are said. The result is the same without either.
    """
    features = {record.id: prepare(record) for record in sorted(as_records(records), key=lambda record: record.id)}
    weighing = with_rarity(model, count_words(features.values()))
    list_of = {key: record.list_id for key, record in features.items()}
    sizes = Counter(list_of.values())
    compared: dict[Pair, Comparison] = {}
    before, learned = odds_before(sizes, weighing), dict[Pair, float]()
    least = policy.link_min_review
    with _helpers(list(features.values()), weighing, workers=workers, memory=memory) as share_out:
        bench = _bench_of(list(features.values()), weighing, remembering(memory, features, weighing))
        candidates = _candidates(bench)
        while before != learned:
            before = learned or before
            needed = _needed(bench.records, candidates, before=before, least=least)
            _compare_more(bench, candidates, needed=needed, compared=compared, share_out=share_out, shown=shown)
            learned = learn_doubles(compared, before=before, list_of=list_of, sizes=sizes, model=weighing)
    found = chances(compared, before=before, list_of=list_of, sizes=sizes, least=least, model=weighing)
    count = len(compared)

    def compare_any(a: str, b: str) -> Comparison:
        """Compare records whose pair may be no candidate."""
        pair = ordered(a, b)
        if pair not in compared:
            compared[pair] = bench.weigh(*pair)
        return compared[pair]

    pairs, clusters = _people(found, before=before, list_of=list_of, compare=compare_any, model=weighing, policy=policy)
    return LinkResult(pairs=pairs, clusters=clusters, compared=count, model=model.digest, policy=policy.digest)


@contextmanager
def _helpers(records: Sequence[Features], model: Model, *, workers: int, memory: Memory | None) -> Iterator[Helpers]:
    """Yield what looks at blocks of pairs, with other processes where these pay: this one does its part."""
    pays = len(records) >= _PAYS and not (memory and memory.known)  # what is known is known here alone
    count = workers or (cores() if pays else 1)
    with crew(count - 1, opening=partial(_opened, records, model), task=_look_closer) as share_out:
        yield share_out


@contextmanager
def _opened(records: Sequence[Features], model: Model) -> Iterator[_Bench]:
    of = {record.id: record for record in records}
    yield _bench_of(records, model, remembering(None, of, model))


def _bench_of(records: Sequence[Features], model: Model, weigh: Weigh) -> _Bench:
    return _Bench(records=records, sieve=make_sieve(records, model), weigh=weigh)


def _candidates(bench: _Bench) -> _Candidates:
    left, right = find_pairs(bench.records)
    promised = np.zeros(len(left), dtype=np.float32)

    def sift(start: int) -> None:
        some = slice(start, start + _AT_ONCE)
        promised[some] = promises(bench.sieve, left[some], right[some])

    with ThreadPoolExecutor(cores()) as pool:
        list(pool.map(sift, range(0, len(left), _AT_ONCE)))
    return _Candidates(left=left, right=right, promised=promised, is_sharp=np.zeros(len(left), dtype=bool))


def _needed(records: Sequence[Features], candidates: _Candidates, *, before: Odds, least: float) -> Bits:
    """Return how many bits each candidate has to come to for a probability of `least`."""
    lists = sorted({one for one, _ in before})
    numbers = {list_id: place for place, list_id in enumerate(lists)}
    list_at = np.array([numbers[record.list_id] for record in records], dtype=np.int64)
    needed = np.array([[log2(least / (1 - least) / before[a, b]) for b in lists] for a in lists])
    found: Bits = needed[list_at[candidates.left], list_at[candidates.right]]
    return found


def _compare_more(
    bench: _Bench,
    candidates: _Candidates,
    *,
    needed: Bits,
    compared: dict[Pair, Comparison],
    share_out: Helpers,
    shown: Shown,
) -> None:
    """Compare the candidates that may come to what is `needed` and are not compared yet; look closer at each first."""
    left, right, promised, is_sharp = candidates.left, candidates.right, candidates.promised, candidates.is_sharp
    is_near = promised >= needed
    sharp = np.flatnonzero(is_near & is_sharp)
    for a, b in _ids(bench, left[sharp], right[sharp]):
        if (a, b) not in compared:
            compared[a, b] = bench.weigh(a, b)
    unsure = np.flatnonzero(is_near & ~is_sharp)
    parts = [unsure[start : start + _BLOCK] for start in range(0, len(unsure), _BLOCK)]
    blocks = [(left[part], right[part], needed[part]) for part in parts]
    answers = share_out(blocks, own=partial(_look_closer, bench))
    for part, (closer, found) in zip(shown(parts), answers, strict=True):
        promised[part] = np.minimum(promised[part], closer)
        is_sharp[part] = True
        enough = part[closer >= needed[part]]
        pairs = _ids(bench, left[enough], right[enough])
        compared.update({(a, b): bench.weigh(a, b, kept) for (a, b), kept in zip(pairs, found, strict=True)})


def _ids(bench: _Bench, left: Numbers, right: Numbers) -> Iterator[Pair]:
    for a, b in zip(left.tolist(), right.tolist(), strict=True):
        yield bench.records[a].id, bench.records[b].id


def _look_closer(bench: _Bench, block: Block) -> Looked:
    left, right, needed = block
    closer = sharper(bench.sieve, left, right)
    enough = closer >= needed
    return closer, [packed(bench.weigh(*pair)) for pair in _ids(bench, left[enough], right[enough])]


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
    known: dict[str, Any] = {"compare": compare, "before": before, "list_of": list_of, "model": model}
    within = join_people(group, same=same, **known)
    unsure = {pair: p for pair, p in found.items() if decided[pair] is Decision.UNDECIDED}
    # Names alone make nobody one person, however many records have them.
    more = {pair: p for pair, p in unsure.items() if is_more_than_name(compare(*pair), model)}
    least, apart = 1.0 - policy.link_max_false, model.name["contradicted"]
    within |= join_probable(group, unsure=more, least=least, apart=apart, **known)
    clusters = {id(members): tuple(sorted(members)) for members in group.values() if len(members) > 1}
    implied = within | join_probable(group, unsure=unsure, least=_PROBABLE, apart=0.0, **known)
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
