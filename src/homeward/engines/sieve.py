"""Sifts the candidate pairs of lists over columns: about how many bits each pair can come to.

A word that two names share in sound is worth the rarity of the sound, in spelling that of the word; words that only one
of the names has count against it, as in `match.compare.names`. Dates and numbers are held against each other digit by
digit, in favour of the pair. Of pairs that promise enough by sound, words are laid beside each other by how they are
spelled. What promises too little to be shown to anybody is not compared; what is compared is decided by
`match.compare` alone.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from math import log2
from typing import Any

import numpy as np
import numpy.typing as npt

from homeward.engines.pairs import Numbers, beside
from homeward.engines.sieve_fields import Field, make_fields, of_field
from homeward.engines.sieve_words import Laid, Lexicon, make_laid, side_by_side
from homeward.match.features import Features
from homeward.match.keys import runs
from homeward.match.model import Model
from homeward.match.rarity import NAMED, bucket, rare_bits, step
from homeward.record import Name

Bits = npt.NDArray[np.float32]
_AT_ONCE = 1 << 15  # pairs of names that are laid side by side at once
_MOST_WORDS = 12
_WIDTHS = (5, 7, 9, 13, 18)  # entries of names that are laid side by side together
_SPELLED = 1 << 30  # numbers of spellings begin here, those of sounds at 0
Entry = tuple[int, int, float]
Met = tuple[npt.NDArray[np.float64], Numbers, Numbers]  # what names share is worth, and the words of each that do


@dataclass(frozen=True, slots=True, kw_only=True)
class _Names:
    """The names of one attribute, a column each; `start` is where those of each record begin, `words` how many it has.

    A column has for each sound or spelling its number, the words it covers, and what sharing it is worth: by one word,
    or by several that are joined.
    """

    start: Numbers
    width: Numbers
    words: Numbers
    sound: npt.NDArray[np.int32]
    covers: npt.NDArray[np.uint16]
    single: Bits
    joined: Bits
    laid: Laid


Shared = Callable[[_Names, Numbers, Numbers], Met]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sieve:
    """Records in columns, and the words of all their names."""

    names: Mapping[str, _Names]
    fields: Sequence[Field]
    model: Model
    lexicon: Lexicon


def make_sieve(records: Sequence[Features], model: Model) -> Sieve:
    """Return the sieve of records among themselves; `model` knows how rare their words are."""
    lexicon = Lexicon(model=model)
    names = {attribute: _columns(records, attribute, lexicon) for attribute in NAMED}
    return Sieve(names=names, fields=make_fields(records, model), model=model, lexicon=lexicon)


def promises(sieve: Sieve, left: Numbers, right: Numbers) -> Bits:
    """Return about how many bits the comparison of each pair of records can come to, by the sounds of their names; most
    of them come to no more."""
    return _promised(sieve, left, right, shared=_by_sound)


def sharper(sieve: Sieve, left: Numbers, right: Numbers) -> Bits:
    """Return the same of pairs that promised much, by the spelling of their names."""
    return _promised(sieve, left, right, shared=partial(_by_spelling, sieve.lexicon))


def _promised(sieve: Sieve, left: Numbers, right: Numbers, *, shared: Shared) -> Bits:
    total = np.zeros(len(left), dtype=np.float32)
    for attribute, names in sieve.names.items():
        total += _of_names(names, left, right, attribute=attribute, shared=shared, model=sieve.model)
    for field in sieve.fields:
        total += of_field(field, left, right)
    return total


def _columns(records: Sequence[Features], attribute: str, lexicon: Lexicon) -> _Names:
    named = []
    for place, record in enumerate(records):
        # What a parent's name has in common with the person's own is counted there.
        own = {t.text for name in record.names for t in name.tokens} if attribute in ("father", "mother") else set()
        for name in getattr(record, f"{attribute}s"):
            found = _entries(name, own, attribute=attribute, lexicon=lexicon)
            if found or not own:
                named.append((place, name, found))
    owner = np.array([place for place, _, _ in named], dtype=np.int64)
    laid = make_laid([found for _, _, found in named])
    number, covers, rare, row = _heard(laid, lexicon)
    width = np.bincount(row, minlength=len(owner))
    at = (np.arange(len(row)) - np.repeat(np.cumsum(width) - width, width), row)
    is_single = np.bitwise_count(covers) == 1
    shape = (max(1, int(width.max(initial=0))), len(owner))
    worth = _worth(number, rare, owner[row], word=row * _SPELLED + covers)
    return _Names(
        start=np.searchsorted(owner, np.arange(len(records) + 1)),
        width=width,
        words=np.array([sum([not t.may_be_left_out for t in name.tokens]) for _, name, _ in named], dtype=np.int64),
        sound=_laid_out(number, at, shape, dtype=np.int32, empty=-1),
        covers=_laid_out(covers, at, shape, dtype=np.uint16),
        single=_laid_out(np.where(is_single, worth, 0), at, shape, dtype=np.float32),
        joined=_laid_out(np.where(is_single, 0, worth), at, shape, dtype=np.float32),
        laid=laid,
    )


def _entries(name: Name, counted: set[str], *, attribute: str, lexicon: Lexicon) -> list[Entry]:
    """Return number, places (a mask) and rarity of the words of a name, and of neighbours that may be one word."""
    found: list[Entry] = []
    rare: list[float] = []
    model, closed = lexicon.model, set[int]()
    for start, end, text, script in runs(name):
        if end == start + 1:
            share = model.rarity.share(attribute, text, unknown=model.prior["share_unknown"])
            rare.append(rare_bits(share))
            if text in counted:
                closed.add(start)
        if end <= _MOST_WORDS and closed.isdisjoint(range(start, end)):
            found.append((lexicon.number(text, script), (1 << end) - (1 << start), sum(rare[start:end])))
    return found


def _heard(laid: Laid, lexicon: Lexicon) -> tuple[Numbers, Numbers, npt.NDArray[np.float64], Numbers]:
    """Return what names can share: sounds, and the spellings of single words, each with the words it covers, its
    rarity if it is a spelling, and the row of its name."""
    sounds = [lexicon.sounds[number] for number in laid.number.tolist()]
    times = np.array([len(found) for found in sounds], dtype=np.int64)
    is_single = np.bitwise_count(laid.covers) == 1
    row = np.repeat(np.arange(len(laid.start) - 1), np.diff(laid.start))
    row = np.concatenate([np.repeat(row, times), row[is_single]])
    order = np.argsort(row, kind="stable")
    number = np.array([number for found in sounds for number in found], dtype=np.int64)
    return (
        np.concatenate([number, _SPELLED + laid.number[is_single]])[order],
        np.concatenate([np.repeat(laid.covers, times), laid.covers[is_single]])[order],
        np.concatenate([np.zeros(len(number)), laid.rare[is_single]])[order],
        row[order],
    )


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


def _of_names(names: _Names, left: Numbers, right: Numbers, *, attribute: str, shared: Shared, model: Model) -> Bits:
    """Return the best that two names of the records can come to, 0 where one has none."""
    pair, one, other = beside(names.start, left, right)
    best = np.zeros(len(left), dtype=np.float32)
    if not len(pair):
        return best
    bits, here, there = shared(names, one, other)
    open_one, open_other = (names.words[at] - np.bitwise_count(met) for at, met in ((one, here), (other, there)))
    if attribute == "name":
        both = np.minimum(open_one, open_other)
        against = both * model.name["contradicted"] + np.abs(open_one - open_other) * model.name["omitted"]
        bits = np.maximum(np.where(bits > 0, bits + against, model.name["different"]), model.name["different"])
    else:
        # Parents and places that sound unlike may be one in another spelling.
        weights = model.weights[attribute]
        bits = np.where(bits > 0, np.minimum(bits, weights["most"]), weights["different"] / 2)
    first = np.nonzero(np.diff(pair, prepend=-1))[0]
    best[pair[first]] = np.maximum.reduceat(bits, first)
    return best


def _by_spelling(lexicon: Lexicon, names: _Names, one: Numbers, other: Numbers) -> Met:
    return side_by_side(names.laid, one, other, lexicon)


def _by_sound(names: _Names, one: Numbers, other: Numbers) -> Met:
    """Return what the names share is worth by how rare its sound is, and which words of each have a partner."""
    bits = np.zeros(len(one))
    ours, theirs = np.zeros((2, len(one)), dtype=np.int64)
    tables = (names.single, names.joined, names.covers)
    widest = np.maximum(names.width.take(one), names.width.take(other))
    least = 0
    for most in (*_WIDTHS, len(names.sound)):
        chosen = np.flatnonzero((widest > least) & (widest <= most))
        least = max(least, most)
        for start in range(0, len(chosen), _AT_ONCE):
            at = chosen[start : start + _AT_ONCE]
            sides = one.take(at), other.take(at)
            here, there = (names.sound[:most].take(row, axis=1) for row in sides)
            worth = []
            for is_met, row, met in zip(
                _meet(here, np.where(there < 0, -2, there)), sides, (ours, theirs), strict=True
            ):
                single, joined, covers = (table[:most].take(row, axis=1) * is_met for table in tables)
                worth.append(np.maximum(single.sum(axis=0), joined.max(axis=0)))
                met[at] = np.bitwise_or.reduce(covers, axis=0)
            bits[at] = np.minimum(*worth)
    return bits, ours, theirs


def _meet(here: npt.NDArray[np.int32], there: npt.NDArray[np.int32]) -> tuple[npt.NDArray[np.bool_], ...]:
    """Tell for each entry whether the other name has it too."""
    met_here, met_there = np.zeros(here.shape, dtype=bool), np.zeros(there.shape, dtype=bool)
    for ours, met in zip(here, met_here, strict=True):
        for theirs, met_too in zip(there, met_there, strict=True):
            is_same = ours == theirs
            met |= is_same
            met_too |= is_same
    return met_here, met_there
