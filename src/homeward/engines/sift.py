"""Sifts candidate pairs before names are laid side by side: what cheap attributes and shared word forms promise.

A pair that promises less than `LEAST_PROMISE` could not become more than "different", but for names that share no
form at all; so the sieve changes what is looked at, never what a comparison says.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from homeward.match.compare.codes import compare_codes, compare_documents
from homeward.match.compare.dates import compare_arrivals, compare_dates
from homeward.match.features import Features
from homeward.match.keys import word_forms
from homeward.match.model import Model
from homeward.match.rarity import bucket, rare_bits

LEAST_PROMISE = 6.0
_MOST_OF_WORDS = 24.0
_BY_LEVEL = (
    ("born", compare_dates, "born"),
    ("document", compare_documents, "documents"),
    ("phone", compare_codes, "phones"),
    ("arrived", compare_arrivals, "arrived"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sieve:
    """The forms of each record's names and father's names, and how many bits agreeing on a form is worth."""

    forms: Mapping[str, frozenset[str]]
    bits: Mapping[str, float]


def make_sieve(records: Iterable[Features]) -> Sieve:
    """Return the sieve for records among themselves; how many they are counts in powers of two."""
    forms = {record.id: forms_of(record) for record in records}
    counts = Counter(form for found in forms.values() for form in found)
    size = bucket(len(forms))
    return Sieve(forms=forms, bits={form: rare_bits(count / size) for form, count in counts.items()})


def forms_of(record: Features) -> frozenset[str]:
    """Return the forms of a record's names, and those of the father's marked as such."""
    own = {form for group in word_forms(record.names) for form in group}
    return frozenset(own | {f"+{form}" for group in word_forms(record.fathers) for form in group})


def shared_bits(left: str, right: str, *, sieve: Sieve) -> float:
    """Return what the forms are worth that two records share."""
    return min(_MOST_OF_WORDS, sum(sieve.bits[form] for form in sieve.forms[left] & sieve.forms[right]))


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
