"""Fits the weights to the data at hand without labels: expectation and maximisation over pairs already compared.

How often one person's two records stand at a level is counted by how probable each pair is; how often strangers' do,
over pairs drawn by chance, for candidates were chosen for what they share. What few pairs tell moves the parent
model little; `_PARENT` pairs move a weight half the way. What data without labels cannot tell stays as the parent has
it: how many relatives and namesakes there are, and what a part costs that one name leaves out.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from math import log2

from homeward.errors import Refused
from homeward.match.calibration import Claimed, fit_calibration
from homeward.match.compare import Comparison
from homeward.match.decide import posterior, power
from homeward.match.model import Model, read_model, write_model
from homeward.match.rarity import bucket
from homeward.match.strangers import Shares

_PARENT = 100.0  # pairs at a level that count as much as the parent's word on it
_FEWEST = 100.0  # pairs of one person that fitting needs
_ROUNDS = 25
_STILL = 0.02  # bits; smaller steps are none
_HOPELESS = -3.0  # bits of a pair that no weights make one person
_NOTHING = 1e-4  # a probability that counts for nothing
# Levels that may not be worth less than the next of their chain.
_CHAINS = (
    ("same", "reading", "swapped", "near", "digits", "different"),
    ("same", "year", "about", "different"),
    ("same", "confusable", "near", "area", "different", "rival"),
    ("same", "days", "weeks", "different"),
)
_LEAST_LEFT = 0.05  # of the pairs that chance drew at a level, taken to be strangers at least
_MOST_PRESENT = 0.99
_WAYS = 1.0  # bits: which part of a name is changed is open, one of two at least


@dataclass(frozen=True, slots=True, kw_only=True)
class Chances:
    """The probability of each comparison to be one person, in their order, and what the priors are by these.

    `pairs` is how many pairs there are in all, compared or not.
    """

    same: Sequence[float]
    prior: Mapping[str, float]
    pairs: float


Weigh = Callable[[Sequence[Comparison], Model], Chances]


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """A person's word on a pair, the probability it was shown with, and how many such pairs it stands for.

    Pairs are judged at the margins; those that were drawn from many stand for the others.
    """

    left: str
    right: str
    p: float
    is_same: bool
    weight: float = 1.0


def fit(
    comparisons: Sequence[Comparison],
    *,
    strangers: Shares,
    weigh: Weigh,
    parent: Model,
    version: str,
    judged: Sequence[Judged] = (),
) -> Model:
    """Return the parent's child that fits these pairs best; the same whatever their order.

    `strangers` are the shares of `count_strangers`; `weigh` turns comparisons under a model into probabilities.
    `judged` pairs count as what was said of them. Refuses where the pairs of one person are too few to tell anything.
    """
    ordered = sorted(filter(_is_telling, comparisons), key=lambda c: (c.left, c.right))
    known = {frozenset((j.left, j.right)): float(j.is_same) for j in judged}
    model, rounds, moved, total = parent, 0, 2 * _STILL, 0.0
    while rounds < _ROUNDS and moved >= _STILL:
        chances = weigh(reweigh(ordered, parent=parent, model=model), model)
        same = [known.get(frozenset((c.left, c.right)), p) for c, p in zip(ordered, chances.same, strict=True)]
        total = sum(same)
        if total < _FEWEST:
            raise Refused("refused.too-few-pairs", f"{total:.0f} of {_FEWEST:.0f}")
        levels = count_levels(ordered, same)
        apart = _apart(strangers, levels, share=total / chances.pairs)
        after = _step(levels, strangers=apart, prior=chances.prior, parent=parent)
        moved, model, rounds = _distance(after, model), after, rounds + 1
    told: dict[str, float | str] = {
        "parent": parent.digest, "pairs": len(comparisons), "people": round(total), "rounds": rounds,
        "judged": len(judged),
    }  # fmt: skip
    bent = fit_calibration([Claimed(p=j.p, is_right=j.is_same, weight=j.weight) for j in judged]) if judged else {}
    return read_model(write_model(replace(model, version=version, fit=told, calibration=bent)))


def _is_telling(comparison: Comparison) -> bool:
    """Tell whether a pair could ever be one person or relatives; leaving out the rest only saves time."""
    return comparison.total_bits > _HOPELESS or comparison.family_bits > -_HOPELESS


def weigh_claims(claims: int, *, size: int) -> Weigh:
    """Return what weighs the candidates of so many claims, each out of a register of `size` entries."""

    def weigh(comparisons: Sequence[Comparison], model: Model) -> Chances:
        by_claim: defaultdict[str, list[int]] = defaultdict(list)
        for place, comparison in enumerate(comparisons):
            by_claim[comparison.left].append(place)
        same = [0.0] * len(comparisons)
        for places in by_claim.values():
            chances = posterior([comparisons[place] for place in places], size=size, model=model)
            for place, p in zip(places, chances.candidates, strict=True):
                same[place] = p
        present = min(_MOST_PRESENT, max(1 - _MOST_PRESENT, sum(same) / claims))
        return Chances(same=same, prior={"present": round(present, 4)}, pairs=claims * size)

    return weigh


def weigh_lists(list_of: Mapping[str, str]) -> Weigh:
    """Return what weighs pairs of records of lists, given each record's list: doubles on one, the same on two."""
    sizes = Counter(list_of.values())

    def room(one: str, other: str) -> float:
        return sizes[one] * sizes[other] / bucket(max(sizes[one], sizes[other])) / (2 if one == other else 1)

    every = sorted(sizes)
    every_pair = sizes.total() * (sizes.total() - 1) / 2
    rooms = {
        "twice": sum(room(one, one) for one in every),
        "overlap": sum(room(one, other) for one in every for other in every if one < other),
    }

    def weigh(comparisons: Sequence[Comparison], model: Model) -> Chances:
        same, expected = [], {"twice": 0.0, "overlap": 0.0}
        for comparison in comparisons:
            one, other = list_of[comparison.left], list_of[comparison.right]
            kind = "twice" if one == other else "overlap"
            before = model.prior[kind] / (1 - model.prior[kind]) / bucket(max(sizes[one], sizes[other]))
            kin = model.prior["relative"] * power(comparison.family_bits) if comparison.family_bits > 0 else 0.0
            odds = before * power(comparison.total_bits)
            same.append(odds / (1 + odds + before * kin))
            expected[kind] += same[-1]
        found = {kind: count / rooms[kind] for kind, count in expected.items() if rooms[kind]}
        prior = {kind: round(odds / (1 + odds), 6) for kind, odds in found.items()}
        return Chances(same=same, prior=prior, pairs=every_pair)

    return weigh


def count_levels(comparisons: Sequence[Comparison], same: Sequence[float]) -> dict[str, dict[str, float]]:
    """Return how many pairs of one person stand at each level of each attribute, by their probabilities."""
    counts: defaultdict[str, defaultdict[str, float]] = defaultdict(lambda: defaultdict(float))
    for comparison, p in zip(comparisons, same, strict=True):
        if p > _NOTHING:
            for attribute, level in comparison.levels.items():
                counts[attribute][level] += p
    return {attribute: dict(levels) for attribute, levels in counts.items()}


def reweigh(comparisons: Sequence[Comparison], *, parent: Model, model: Model) -> list[Comparison]:
    """Return comparisons made under `parent` as `model` weighs them; an open part of a name counts as one."""
    moves: dict[tuple[str, ...], dict[str, float]] = {}
    moved = []
    for comparison in comparisons:
        key = tuple(comparison.levels.values())
        if key not in moves:
            moves[key] = _moves(comparison.levels, parent=parent, model=model)
        bits = {attribute: value + moves[key].get(attribute, 0.0) for attribute, value in comparison.bits.items()}
        total = round(comparison.total_bits + sum(moves[key].values()), 2)
        moved.append(replace(comparison, bits=bits, total_bits=total))
    return moved


def _moves(levels: Mapping[str, str], *, parent: Model, model: Model) -> dict[str, float]:
    moves = {}
    for attribute, level in levels.items():
        before, after = _price(attribute, level, parent), _price(attribute, level, model)
        if after != before:
            moves[attribute] = after - before
    return moves


def _price(attribute: str, level: str, model: Model) -> float:
    """Return what the model alone, not rarity, gives for a level."""
    if attribute == "name":
        return model.name["contradicted"] if level == "partly" else 0.0
    return model.weights[attribute].get(level, 0.0)


def _apart(strangers: Shares, levels: Shares, *, share: float) -> Shares:
    """Return the shares of strangers without the pairs of one person that chance drew too, `share` of them all."""
    found: dict[str, dict[str, float]] = {}
    for attribute, chances in strangers.items():
        seen = levels.get(attribute, {})
        total = sum(count for level, count in seen.items() if level != "missing") or 1.0
        found[attribute] = {
            level: max(chance - share * seen.get(level, 0.0) / total, chance * _LEAST_LEFT)
            for level, chance in chances.items()
        }
    return found


def _step(
    levels: Mapping[str, Mapping[str, float]], *, strangers: Shares, prior: Mapping[str, float], parent: Model
) -> Model:
    """Return the model whose weights are what these counts say, drawn to the parent where they say little."""
    weights = {
        attribute: _weights(table, levels.get(attribute, {}), strangers.get(attribute, {}))
        for attribute, table in parent.weights.items()
    }
    seen, price = levels.get("name", {}), parent.name["contradicted"]
    total = sum(seen.values()) - seen.get("missing", 0.0)
    if total:
        count = seen.get("partly", 0.0)
        price = _drawn(log2(max(count, 0.5) / total) - _WAYS, price, count)
    return replace(
        parent, weights=weights, name={**parent.name, "contradicted": price}, prior={**parent.prior, **prior}
    )


def _weights(table: Mapping[str, float], seen: Mapping[str, float], chance: Mapping[str, float]) -> dict[str, float]:
    total = sum(count for level, count in seen.items() if level != "missing")
    found = dict(table)
    for level in table:
        if level in seen and chance.get(level, 0.0) > 0 and total:
            ratio = log2(seen[level] / total / chance[level])
            found[level] = _drawn(ratio, table[level], seen[level])
    for chain in (*_CHAINS, *_CHAINS):
        _level_out(found, [level for level in chain if level in table], seen)
    return {level: round(bits, 2) for level, bits in found.items()}


def _drawn(found: float, parent: float, count: float) -> float:
    return parent + (found - parent) * count / (count + _PARENT)


def _level_out(bits: dict[str, float], chain: Sequence[str], seen: Mapping[str, float]) -> None:
    """Let no level be worth less than the next: those that are share their mean, by how often they were seen."""
    blocks: list[tuple[float, float, list[str]]] = []
    for level in chain:
        block = (bits[level], seen.get(level, 0.0) + 1.0, [level])
        while blocks and blocks[-1][0] < block[0]:
            value, weight, members = blocks.pop()
            both = weight + block[1]
            block = ((value * weight + block[0] * block[1]) / both, both, members + block[2])
        blocks.append(block)
    for value, _, members in blocks:
        bits.update(dict.fromkeys(members, value))


def _distance(one: Model, other: Model) -> float:
    """Return the most bits by which a weight of the two differs."""
    weights = [
        abs(bits - other.weights[attribute][level]) for attribute, t in one.weights.items() for level, bits in t.items()
    ]
    return max([*weights, abs(one.name["contradicted"] - other.name["contradicted"])])
