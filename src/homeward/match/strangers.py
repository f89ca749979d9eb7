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
from homeward.record import Name

Shares = Mapping[str, Mapping[str, float]]
_TOGETHER = ("name", "nationality", "father", "mother", "place", "postcode")
_EVEN = 20.0  # pairs that count for independence
_MOST_TOGETHER = 8.0  # bits
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
    """Return by attribute how many bits less agreeing on it says of two strangers who share a word of their names.

    People of one nation or village share names, parents' names and places; `name` is what each further word of the
    name loses. Counted over the records themselves, nothing of which is kept; 0 where all is independent.
    """
    every = [(_texts(record.names[:1]), record) for record in records]
    found = {}
    for attribute in _TOGETHER:
        words = [(name, name if attribute == "name" else _said(record, attribute)) for name, record in every]
        words = [(name, said) for name, said in words if name and said]
        names = Counter(word for name, _ in words for word in name)
        saids = Counter(word for _, said in words for word in said)
        both = Counter((a, b) for name, said in words for a in name for b in said if a != b)
        met = sum(count * (count - 1) for count in both.values())
        chance = sum(count * (names[a] - 1) * (saids[b] - 1) for (a, b), count in both.items()) / max(1, len(words))
        found[attribute] = round(min(_MOST_TOGETHER, max(0.0, log2((met + _EVEN) / (chance + _EVEN)))), 2)
    return found


def _texts(names: Sequence[Name]) -> set[str]:
    return {token.text for name in names for token in name.tokens if not token.may_be_left_out}


def _said(record: Features, attribute: str) -> set[str]:
    if attribute in ("nationality", "postcode"):
        value: str = getattr(record, attribute)
        return {value} if value else set()
    return _texts(getattr(record, f"{attribute}s")) - _texts(record.names)


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
