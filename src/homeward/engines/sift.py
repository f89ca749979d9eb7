"""Sifts candidate pairs before names are laid side by side: what cheap attributes and shared word forms promise.

A pair that promises less than `LEAST_PROMISE` could not become more than "different", but for names that share no
form at all; so the sieve changes what is looked at, never what a comparison says.
"""

from __future__ import annotations

from homeward.match.compare.codes import compare_codes, compare_documents
from homeward.match.compare.dates import compare_arrivals, compare_dates
from homeward.match.features import Features
from homeward.match.model import Model

LEAST_PROMISE = 6.0
_BY_LEVEL = (
    ("born", compare_dates, "born"),
    ("document", compare_documents, "documents"),
    ("phone", compare_codes, "phones"),
    ("arrived", compare_arrivals, "arrived"),
)


def promise(left: Features, right: Features, *, shared: float, model: Model) -> float:
    """Return about how many bits a comparison of the two can come to, if what they share of names is worth `shared`."""
    bits = shared
    for attribute, level_of, place in _BY_LEVEL:
        here, there = getattr(left, place), getattr(right, place)
        if here and there:
            weights = model.weights[attribute]
            level = level_of(here, there)
            bits += weights[level] if level in weights else weights["near"]
    if left.sex and right.sex and left.sex != right.sex:
        bits += model.weights["sex"]["different"]
    return bits
