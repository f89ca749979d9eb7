"""How rare a word or value is in the lists or the register at hand: what agreeing on it is worth."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from math import log2

from homeward.match.features import Features

NAMED = ("name", "father", "mother", "place")


@dataclass(frozen=True, slots=True, kw_only=True)
class Rarity:
    """How many records of the lists at hand hold a word (or value) of an attribute.

    `size` is the number of records rounded up to a power of two, and counts come in half bits, so that one record more
    changes nothing but at the border of a step.
    """

    size: int = 0
    counts: Mapping[str, Mapping[str, int]] = field(default_factory=dict)

    def share(self, attribute: str, word: str, *, unknown: float) -> float:
        """Return the share of records that hold `word`; `unknown` where nothing was counted."""
        words = self.counts.get(attribute)
        if not words or not self.size:
            return unknown
        return step(words.get(word, 1)) / self.size


NOTHING_COUNTED = Rarity()


def count_words(records: Iterable[Features]) -> Rarity:
    """Return how many of `records` hold each name word, place word, postcode and nationality."""
    counts: dict[str, Counter[str]] = {attribute: Counter() for attribute in (*NAMED, "postcode", "nationality")}
    size = 0
    for record in records:
        size += 1
        for attribute in NAMED:
            names = getattr(record, f"{attribute}s")
            counts[attribute].update({token.text for name in names for token in name.tokens})
        counts["postcode"].update([record.postcode] if record.postcode else [])
        counts["nationality"].update([record.nationality] if record.nationality else [])
    return Rarity(size=bucket(size), counts=counts)


@lru_cache(maxsize=20_000)
def step(count: int) -> float:
    """Return `count`, at least 1, as the nearest power of the root of two: 1, 1.4, 2, 2.8, 4 and so on.

    >>> step(0), step(90) == step(100), step(128)
    (1.0, True, 128.0)
    """
    return float(2.0 ** (round(2 * log2(max(1, count))) / 2))


def bucket(size: int) -> int:
    """Return `size` rounded up to a power of two, at least 64.

    >>> bucket(1), bucket(1000), bucket(1024)
    (64, 1024, 1024)
    """
    return 1 << max(6, (max(1, size) - 1).bit_length())


def rare_bits(share: float) -> float:
    """Return the evidence in agreeing on something that this share of people have."""
    return -log2(max(share, 1e-12))
