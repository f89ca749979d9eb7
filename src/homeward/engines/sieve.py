"""Sifts the candidate pairs of lists over columns: about how many bits each pair can come to.

A word that two names share in sound is worth the rarity of the sound, in spelling that of the word; words that only one
of the names has count against it, as in `match.compare.names`. Dates and numbers are held against each other digit by
digit, in favour of the pair. What promises too little to be shown to anybody is not compared; what is compared is
decided by `match.compare` alone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import log2
from typing import Any

import numpy as np
import numpy.typing as npt

from homeward.engines.pairs import Numbers, beside
from homeward.engines.sieve_fields import Field, make_fields, of_field
from homeward.match.features import Features
from homeward.match.keys import forms, runs
from homeward.match.model import Model
from homeward.match.rarity import NAMED, bucket, rare_bits, step
from homeward.record import Name

Bits = npt.NDArray[np.float32]
_AT_ONCE = 1 << 15  # pairs of names that are laid side by side at once
_MOST_WORDS = 12
_WIDTHS = (5, 7, 9, 13, 18)  # entries of names that are laid side by side together
_SPELLED = 1 << 30  # numbers of spellings begin here, those of sounds at 0
Entry = tuple[int, int, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Names:
    """The names of one attribute, a row each; `start` is where each record's names begin, `words` how many there are.

    A row has for each sound or spelling its number, the words it covers, and what sharing it is worth: by one word, or
    by several that are joined.
    """

    start: Numbers
    width: Numbers
    words: Numbers
    sound: npt.NDArray[np.int32]
    covers: npt.NDArray[np.uint16]
    single: Bits
    joined: Bits


@dataclass(frozen=True, slots=True, kw_only=True)
class Sieve:
    """Records in columns."""

    names: Mapping[str, _Names]
    fields: Sequence[Field]
    model: Model


def make_sieve(records: Sequence[Features], model: Model) -> Sieve:
    """Return the sieve of records among themselves; `model` knows how rare their words are."""
    names = {attribute: _columns(records, attribute, model) for attribute in NAMED}
    return Sieve(names=names, fields=make_fields(records, model), model=model)


def promises(sieve: Sieve, left: Numbers, right: Numbers) -> Bits:
    """Return about how many bits the comparison of each pair of records can come to, most of them at least as many."""
    total = np.zeros(len(left), dtype=np.float32)
    for attribute, names in sieve.names.items():
        total += _of_names(names, left, right, attribute=attribute, model=sieve.model)
    for field in sieve.fields:
        total += of_field(field, left, right)
    return total


def _columns(records: Sequence[Features], attribute: str, model: Model) -> _Names:
    numbers: dict[str, int] = {}
    named = []
    for place, record in enumerate(records):
        # What a parent's name has in common with the person's own is counted there.
        own = {t.text for name in record.names for t in name.tokens} if attribute in ("father", "mother") else set()
        for name in getattr(record, f"{attribute}s"):
            found = _entries(name, numbers, own, attribute=attribute, model=model)
            if found or not own:
                named.append((place, name, found))
    owner = np.array([place for place, _, _ in named], dtype=np.int64)
    entries = [found for _, _, found in named]
    width = np.array([len(found) for found in entries], dtype=np.int64)
    row = np.repeat(np.arange(len(entries)), width)
    at = (row, np.arange(len(row)) - np.repeat(np.cumsum(width) - width, width))
    number = np.array([entry[0] for found in entries for entry in found], dtype=np.int64)
    covers = np.array([entry[1] for found in entries for entry in found], dtype=np.int64)
    rare = np.array([entry[2] for found in entries for entry in found])
    is_single = np.bitwise_count(covers) == 1
    shape = (len(entries), max(1, int(width.max(initial=0))))
    worth = _worth(number, rare, owner[row], word=row * _SPELLED + covers)
    return _Names(
        start=np.searchsorted(owner, np.arange(len(records) + 1)),
        width=width,
        words=np.array([sum([not t.may_be_left_out for t in name.tokens]) for _, name, _ in named], dtype=np.int64),
        sound=_laid_out(number, at, shape, dtype=np.int32, empty=-1),
        covers=_laid_out(covers, at, shape, dtype=np.uint16),
        single=_laid_out(np.where(is_single, worth, 0), at, shape, dtype=np.float32),
        joined=_laid_out(np.where(is_single, 0, worth), at, shape, dtype=np.float32),
    )


def _entries(name: Name, numbers: dict[str, int], counted: set[str], *, attribute: str, model: Model) -> list[Entry]:
    """Return number, words covered and rarity of what a name can share: sounds, and the spellings of single words."""
    found: list[Entry] = []
    closed: set[int] = set()
    for start, end, text, script in runs(name):
        if text in counted and end == start + 1:
            closed.add(start)
        if end > _MOST_WORDS or not closed.isdisjoint(range(start, end)):
            continue
        covers = (1 << end) - (1 << start)
        found.extend((numbers.setdefault(form, len(numbers)), covers, 0.0) for form in forms(text, script))
        if end == start + 1:
            share = model.rarity.share(attribute, text, unknown=model.prior["share_unknown"])
            found.append((_SPELLED + numbers.setdefault(f"={text}", len(numbers)), covers, rare_bits(share)))
    return found


def _worth(number: Numbers, rare: npt.NDArray[np.float64], owner: Numbers, *, word: Numbers) -> npt.NDArray[np.float64]:
    """Return what sharing each entry is worth: a sound by how many records have it, a spelling what it adds to that.

    Who shares the spelling of a word shares all its sounds; together they come to the rarity of the word. Counts come
    in steps, as those of words do, so that one record more changes nothing.
    """
    is_sound = number < _SPELLED
    heard, place = np.unique(number[is_sound], return_inverse=True)
    count = int(owner.max(initial=0)) + 1
    held = np.sort(place * count + owner[is_sound])
    times = np.bincount(held[np.diff(held, prepend=-1) != 0] // count, minlength=len(heard))
    worth = rare.copy()
    worth[is_sound] = log2(bucket(count)) - np.array([log2(step(number)) for number in times.tolist()])[place]
    _, word_place = np.unique(word, return_inverse=True)
    of_sounds = np.bincount(word_place, np.where(is_sound, worth, 0))[word_place]
    return np.asarray(np.where(is_sound, worth, rare - of_sounds))


def _laid_out(
    values: npt.NDArray[Any], at: tuple[Numbers, Numbers], shape: tuple[int, int], *, dtype: type, empty: int = 0
) -> npt.NDArray[Any]:
    table: npt.NDArray[Any] = np.full(shape, empty, dtype=dtype)
    table[at] = values
    return table


def _of_names(names: _Names, left: Numbers, right: Numbers, *, attribute: str, model: Model) -> Bits:
    """Return the best that two names of the records can come to, 0 where one has none."""
    pair, one, other = beside(names.start, left, right)
    best = np.zeros(len(left), dtype=np.float32)
    if not len(pair):
        return best
    shared, open_one, open_other = _shared(names, one, other)
    if attribute == "name":
        both = np.minimum(open_one, open_other)
        against = both * model.name["contradicted"] + np.abs(open_one - open_other) * model.name["omitted"]
        bits = np.maximum(np.where(shared > 0, shared + against, model.name["different"]), model.name["different"])
    else:
        # Parents and places that sound unlike may be one in another spelling.
        weights = model.weights[attribute]
        bits = np.where(shared > 0, np.minimum(shared, weights["most"]), weights["different"] / 2)
    first = np.nonzero(np.diff(pair, prepend=-1))[0]
    best[pair[first]] = np.maximum.reduceat(bits, first)
    return best


def _shared(names: _Names, one: Numbers, other: Numbers) -> tuple[Bits, Numbers, Numbers]:
    """Return what the names share is worth, and how many words of each have nothing to stand beside."""
    bits = np.zeros(len(one), dtype=np.float32)
    left_open, right_open = names.words[one], names.words[other]
    widest = np.maximum(names.width[one], names.width[other])
    least = 0
    for most in (*_WIDTHS, names.sound.shape[1]):
        chosen = np.nonzero((widest > least) & (widest <= most))[0]
        least = max(least, most)
        for start in range(0, len(chosen), _AT_ONCE):
            at = chosen[start : start + _AT_ONCE]
            a, b = one[at], other[at]
            theirs = names.sound[b, :most]
            here, there = _meet(names.sound[a, :most], np.where(theirs < 0, -2, theirs))
            worth = []
            for is_met, row, unmet in ((here, a, left_open), (there, b, right_open)):
                single = np.einsum("ij,ij->i", is_met, names.single[row, :most])
                worth.append(np.maximum(single, (is_met * names.joined[row, :most]).max(axis=1)))
                covered = np.bitwise_or.reduce(is_met * names.covers[row, :most], axis=1)
                unmet[at] -= np.bitwise_count(covered)
            bits[at] = np.minimum(*worth)
    return bits, left_open, right_open


def _meet(here: npt.NDArray[np.int32], there: npt.NDArray[np.int32]) -> tuple[npt.NDArray[np.bool_], ...]:
    """Tell for each entry whether the other name has it too."""
    met_here, met_there = np.zeros(here.shape, dtype=bool), np.zeros(there.shape, dtype=bool)
    for column in range(there.shape[1]):
        is_same = here == there[:, column : column + 1]
        met_here |= is_same
        met_there[:, column] = is_same.any(axis=1)
    return met_here, met_there
