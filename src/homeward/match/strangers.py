"""How often pairs that chance makes stand at each level: what agreeing is worth nothing against."""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from math import log2

from homeward.match.compare import compare
from homeward.match.compare.dates import placeholders_of
from homeward.match.features import Features
from homeward.match.model import Model
from homeward.match.rarity import NAMED
from homeward.record import Name

Shares = Mapping[str, Mapping[str, float]]
_EVEN = 5.0  # words of a nation that count for what is usual
_FEWEST, _LEAST = 100, 1e-9
_DRAWN = 20_000  # pairs of strangers
# Values whose chance to be the same is counted, not drawn.
_EXACT = {"born": "born", "document": "documents", "phone": "phones", "arrived": "arrived"}


def count_strangers(left: Iterable[Features], right: Iterable[Features], *, model: Model) -> Shares:
    """Return how often pairs made by chance stand at each level, by attribute.

    Pairs are drawn by the digests of the ids, so the order of the records never matters.
    """
    here, there = _shuffled(left), _shuffled(right)
    counts: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for turn in range(-(-_DRAWN // max(1, len(here)))):
        for place, one in enumerate(here):
            other = there[(place + 1 + turn * 7919) % len(there)]
            if one.id != other.id:
                for attribute, level in compare(one, other, model).levels.items():
                    counts[attribute][level] += 1
    shares = {attribute: _shares(levels) for attribute, levels in counts.items()}
    for attribute, field in _EXACT.items():
        met = _collisions([_values(r, field) for r in here], [_values(r, field) for r in there])
        if attribute in shares and met > 0:
            shares[attribute]["same"] = met
    return shares


def count_together(records: Iterable[Features]) -> dict[str, float]:
    """Return by attribute how much of what a nationality says is said again by each word that agrees.

    1 where every word belongs to one nation, 0 where all nations have the same. Nothing where that cannot be told:
    there is one nation, or too few people of a nation share a word.
    """
    every = [record for record in records if record.nationality]
    homes = Counter(record.nationality for record in every)
    rare = {home: log2(len(every) / count) for home, count in homes.items()}
    told = sum(rare[record.nationality] for record in every)
    found = {attribute: _at_home(every, attribute) for attribute in NAMED} if told else {}
    return {
        attribute: round(
            min(1.0, sum(max(0.0, rare[r.nationality] + log2(shares[r.nationality])) for r in every) / told), 2
        )
        for attribute, shares in found.items()
        if shares
    }


def _at_home(records: Sequence[Features], attribute: str) -> dict[str, float]:
    """Return by nation how likely somebody else who has a word of one of its people is of it too."""
    said = [(record.nationality, _texts(getattr(record, f"{attribute}s"))) for record in records]
    held = Counter(word for _, words in said for word in words)
    here = Counter((home, word) for home, words in said for word in words)
    met: defaultdict[str, float] = defaultdict(float)
    seen: Counter[str] = Counter()
    for home, words in said:
        for word in words:
            if held[word] > 1:
                met[home] += (here[home, word] - 1) / (held[word] - 1)
                seen[home] += 1
    if seen.total() < _FEWEST:
        return {}
    usual = sum(met.values()) / seen.total()
    return {home: max(_LEAST, (met[home] + _EVEN * usual) / (seen[home] + _EVEN)) for home, _ in said}


def _texts(names: Sequence[Name]) -> set[str]:
    return {token.text for name in names for token in name.tokens if not token.may_be_left_out}


def _shuffled(records: Iterable[Features]) -> list[Features]:
    return sorted(records, key=lambda record: hashlib.sha256(record.id.encode()).digest())


def _shares(levels: Mapping[str, int]) -> dict[str, float]:
    total = sum(count for level, count in levels.items() if level != "missing")
    return {level: count / total for level, count in levels.items() if level != "missing"}


def _values(record: Features, field: str) -> tuple[str, ...]:
    values: tuple[str, ...] = getattr(record, field)
    if field == "born":
        days = placeholders_of(record.nationality)
        return tuple(text for text in values if len(text) == 10 and text[4:] not in days)
    return values


def _collisions(here: Sequence[tuple[str, ...]], there: Sequence[tuple[str, ...]]) -> float:
    """Return how often two values drawn by chance are the same."""
    first, second = (Counter(values[0] for values in side if values) for side in (here, there))
    met = sum(count * second[value] for value, count in first.items())
    return met / max(1, first.total() * second.total())
