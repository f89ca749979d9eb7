"""Candidates: which entries of a register each claim has to be compared with, and what they promise.

A claim is asked in short: the codes its words may have, the days it may mean, its numbers. Entries are looked up by
that and weighed by columns: what is shared is worth its rarity, a date, sex or parent that differs costs. Of a small
register every entry is weighed; of a large one those born on the claim's days, and those that share two words of the
name, a rare word, an only word or a postcode and are not born at quite another time. Who promises too little, or far
less than the best, is left.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt

from homeward.engines.asking import (
    BY_CODE,
    BY_DAY,
    BY_POSTCODE,
    KIN,
    Asked,
    ask,
    asking_codes,
    asking_words,
    bounds_of,
    days_of,
)
from homeward.engines.packed import Births, Codes, Ints, Narrow
from homeward.engines.register import SMALL, Asking, Floats, Register
from homeward.match.features import Features

_SURE = 20.0  # bits; whoever promises so much more than needed leaves no use for looking by words
# What dates promise; a date is mistyped more often than the sum of bits allows for.
_SAME_DAY, _SWAPPED, _NEAR, _SAME_YEAR, _ABOUT, _OTHER_DAY = 12.5, 8.0, 5.0, 3.5, 1.0, -3.5
_BY_YEAR = np.array([_SAME_YEAR, _ABOUT, _ABOUT, _OTHER_DAY])  # by how many years two are apart
_OTHER_SEX, _OTHER_HOME = -3.5, -4.0
_OF_SEXES = [np.array([0.0 if 0 in (a, b) or a == b else _OTHER_SEX for b in range(4)]) for a in range(4)]
_KIN_AT = ((0, 1), (2,), (3,))  # where an entry has the words of father, mother and place
_KINS = np.arange(64)  # by the mask of whom an entry shares with a claim, and of whom both tell
_HAS_KIN = np.array([_KINS >> at & 1 for at in range(3)], dtype=float)
_OTHER_KIN = sum(np.where(_KINS >> at & 9 == 8, other, 0.0) for at, (_, _, other) in enumerate(KIN))
# By month and day, or by year: whether it stands for a day that is not known, and its digits, half a byte each.
_IS_VAGUE = np.isin(np.arange(10_000), (0, 101, 911, 912)) | (np.arange(10_000) % 100 == 0)
_DIGITS = np.array([int(f"{number}", 16) for number in range(10_000)], dtype=np.int64)
_SHARED, _RELATED = np.zeros(1 << 16, dtype=np.uint16), np.zeros(1 << 16, dtype=np.uint16)
_AT_ONCE = 50_000  # entries that are weighed at once
_MIXED = np.uint64(0x9E3779B97F4A7C15)


# Entries that claims found, column by column, claim after claim: whose, at which place, what each promises.
Array = npt.NDArray[Any]
Look = tuple[Array, Array, Array]
_NONE: Look = (np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64), np.zeros(0))


def find_candidates(register: Register, claims: Sequence[Features]) -> list[list[int]]:
    """Return for each claim the rows of the register to compare it with, the most promising first."""
    return _ranked(register, _looks(register, claims)[-1], count=len(claims))


def find_contenders(register: Register, claims: Sequence[Features]) -> list[int]:
    """Return the rows that may be candidates in a register of which this is a part: at each look, as another part may
    leave no use for the second."""
    found = [_ranked(register, look, count=len(claims), spare=1) for look in _looks(register, claims)]
    return sorted({row for look in found for rows in look for row in rows})


def _looks(register: Register, claims: Sequence[Features]) -> list[Look]:
    """Return the entries that claims' keys find and what each promises: at the first look by days and numbers, and at
    the second by words too for the claims of which that finds nobody sure."""
    register.count_postcodes(claim.postcode for claim in claims if claim.postcode)
    asked = [ask(claim, register) for claim in claims]
    asking = asking_codes(asked, register)
    coded = _by_claim(asking, register.holding(asking))
    first = _weigh(asked, (_on_days(one, register) + coded.get(n, []) for n, one in enumerate(asked)), register)
    if register.size <= SMALL:
        return [first]
    unsure = np.flatnonzero(_best(first, len(asked)) < bounds_of(register).least + _SURE)
    asking = [key for n in unsure.tolist() for key in asking_words(asked[n], n, register)]
    named = _by_claim(asking, register.holding(asking))
    return [first, _joined([first, _weigh(asked, (named.get(n, []) for n in range(len(asked))), register)])]


def _best(look: Look, count: int) -> Floats:
    """Return by claim the most that an entry promises, at least 0."""
    best = np.zeros(count)
    np.maximum.at(best, look[0], look[2])
    return best


def _by_claim(asking: Sequence[Asking], held: Sequence[Narrow]) -> dict[int, list[tuple[Narrow, int]]]:
    """Return by claim who was found in which way, each once."""
    found: defaultdict[int, defaultdict[int, list[Narrow]]] = defaultdict(lambda: defaultdict(list))
    for one, places in zip(asking, held, strict=True):
        if len(places):
            found[one.claim][one.way].append(places)
    return {
        claim: [(_once(some) if len(some) > 1 else some[0], way) for way, some in ways.items()]
        for claim, ways in found.items()
    }


def _once(some: Sequence[Narrow]) -> Narrow:
    every = np.sort(np.concatenate(some))  # quicker than numpy's own way to make things unique
    once: Narrow = every[np.append(True, np.diff(every) > 0)]
    return once


def _on_days(asked: Asked, register: Register) -> list[tuple[Narrow, int]]:
    """Return the entries born on a claim's days; all entries of a small register."""
    if register.size <= SMALL:
        return [(np.arange(len(register.births.day), dtype=np.int32), BY_DAY)]
    days = days_of(asked)
    spans = register.born(days, days).tolist() if days else []
    return [(np.arange(first, last, dtype=np.int32), BY_DAY) for first, last in spans]


def _weigh(asked: Sequence[Asked], found: Iterable[Sequence[tuple[Narrow, int]]], register: Register) -> Look:
    """Return who was found by claims and promises enough, once for each way in which it was found.

    Who holds a claim's own number promises enough by that.
    """
    looks, parts, size, begun, bounds = [_NONE], [], 0, 0, bounds_of(register)
    for claim, (one, some) in enumerate(zip(asked, found, strict=True)):
        for places, way in some:
            parts.append((claim - begun, way, *_hopeful(one, places, way, register)))
            size += len(parts[-1][2])
        if parts and (size > _AT_ONCE or claim == len(asked) - 1):
            claims, ways, *columns = zip(*parts, strict=True)
            times = [len(places) for places in columns[0]]
            place, promise = map(np.concatenate, columns)
            whose, how = np.repeat(claims, times), np.repeat(ways, times)
            promise += _born_bits(asked[begun : claim + 1], whose, register.births.day.take(place))
            promise = np.where(how == BY_CODE, np.maximum(promise, 0.0) + bounds.least, promise)
            kept = np.flatnonzero(promise >= bounds.least - bounds.below)
            looks.append((whose[kept] + begun, place[kept], promise[kept]))
            parts, size, begun = [], 0, claim + 1
    return _joined(looks)


def _joined(looks: Sequence[Look]) -> Look:
    claim, place, promise = (np.concatenate(column) for column in zip(*looks, strict=True))
    return claim, place, promise


def _hopeful(asked: Asked, places: Narrow, way: int, register: Register) -> tuple[Narrow, Floats]:
    """Return of entries that were found those that may promise enough, and what they do by all but their birth dates.

    `take` stands for [] where much is looked up: it is several times quicker.
    """
    births = register.births
    shared = _shared(asked, births.words.take(places, axis=0))
    related = _related(asked, births.kin.take(places, axis=0))
    if way == BY_DAY and register.size > SMALL:  # who shares a day only is left
        kept = np.flatnonzero(shared | (related & 7))
        places, shared, related = places[kept], shared[kept], related[kept]
    bits = np.array([bits for _, bits in asked.kin])
    promise = asked.worth.take(shared) + (bits @ _HAS_KIN + _OTHER_KIN).take(related)
    promise += asked.postcode_bits if way == BY_POSTCODE else 0.0
    mark = births.mark.take(places)
    promise += _OF_SEXES[asked.mark & 3].take(mark & 3)
    if asked.mark >> 2:
        promise += np.where(mark >> 2 == asked.mark >> 2, asked.home, np.where(mark >> 2 > 0, _OTHER_HOME, 0.0))
    if way == BY_CODE:
        return places, promise
    bounds = bounds_of(register)
    kept = np.flatnonzero(promise + _SAME_DAY >= bounds.least - bounds.below)
    return places[kept], promise[kept]


def _shared(asked: Asked, words: Codes) -> Codes:
    """Return as masks which of a claim's words each entry has."""
    for at, some in enumerate(asked.places):
        for code in some:
            _SHARED[code & 0xFFFF] |= 1 << at
    four = _SHARED.take(words).view(np.uint64)
    for some in asked.places:
        for code in some:
            _SHARED[code & 0xFFFF] = 0
    met = four[:, 0] | four[:, 1]
    met |= met >> np.uint64(32)
    return (met | met >> np.uint64(16)).astype(np.uint16)


def _related(asked: Asked, kin: Codes) -> Codes:
    """Return as masks which of father, mother and place each entry shares with a claim (1, 2, 4), and which of those
    both tell (8, 16, 32)."""
    found: Codes = np.zeros(len(kin), dtype=np.uint16)
    for at, (codes, _) in enumerate(asked.kin):
        if codes:
            low = np.array(codes) & 0xFFFF
            _RELATED[low] = 1
            told = [kin[:, column] for column in _KIN_AT[at]]
            shares = np.bitwise_or.reduce([_RELATED.take(column) for column in told])
            found |= (shares << np.uint16(at)) | (told[0] > 0).astype(np.uint16) << np.uint16(3 + at)
            _RELATED[low] = 0
    return found


def _born_bits(asked: Sequence[Asked], claim: Ints, day: Narrow) -> Floats:
    """Return what the birth dates promise by the reading that agrees best."""
    most = max((len(one.days) for one in asked), default=0)
    best = np.full(len(day), -np.inf)
    year = day // 10_000
    rest = day - year * 10_000
    is_vague = _IS_VAGUE.take(rest)
    digits = _DIGITS.take(year) << 16 | _DIGITS.take(rest)
    for at in range(most):
        # Who has fewer readings than others is asked by the first again.
        one = np.array([(one.days + one.days[:1] * most or (0,) * most)[at] for one in asked], dtype=np.int32)
        one_year, one_rest = np.divmod(one, 10_000)
        turned = one_year * 10_000 + one_rest % 100 * 100 + one_rest // 100
        written = (_DIGITS.take(one_year) << 16 | _DIGITS.take(one_rest)).take(claim)
        by_year = _BY_YEAR.take(np.minimum(np.abs(year - one_year.take(claim)), 3))
        is_near = (_unlike(digits, written) <= 2) | (rest == one_rest.take(claim))
        by_day = np.where(day == turned.take(claim), _SWAPPED, np.where(is_near, _NEAR, _OTHER_DAY))
        bits = np.where(_IS_VAGUE.take(one_rest).take(claim) | is_vague, by_year, by_day)
        same = np.where((one % 100 > 0) & (one_rest != 101), _SAME_DAY, _SAME_YEAR).take(claim)
        np.maximum(best, np.where(day == one.take(claim), same, bits), out=best)
    has_days = np.array([len(one.days) > 0 for one in asked], dtype=bool).take(claim)
    return np.where((day == 0) | ~has_days, 0.0, best)


def _unlike(one: Ints, other: Ints) -> npt.NDArray[np.uint8]:
    """Return in how many digits, half a byte each, numbers differ."""
    found = one ^ other
    found |= found >> 1
    found |= found >> 2
    count: npt.NDArray[np.uint8] = np.bitwise_count(found & 0x11111111)
    return count


def _ranked(register: Register, look: Look, *, count: int, spare: int = 0) -> list[list[int]]:
    """Return by claim the rows that promise enough, the best first: of very many the best, and never some of those that
    are alike in all that is known here, so that the order of a register never matters. Of a part
    `spare` more stay, so that the whole shows where too many are alike."""
    bounds, births = bounds_of(register), register.births
    claim, place, promise = look
    best = _best(look, count)
    kept = np.flatnonzero(promise >= np.maximum(bounds.least - bounds.below, best - bounds.behind)[claim])
    claim, row, promise = claim[kept], births.row[place[kept]], promise[kept]
    order = np.lexsort((-promise, row, claim))
    is_first = np.append(True, (np.diff(claim[order]) > 0) | (np.diff(row[order]) > 0))[: len(order)]
    kept, order = kept[order[is_first]], order[is_first]
    claim, row, promise, like = claim[order], row[order], promise[order], _content(births, place[kept])
    order = np.lexsort((like, -promise, claim))
    starts = np.searchsorted(claim[order], np.arange(count + 1)).tolist()
    found = []
    for first, last in pairwise(starts):
        # The first few may be far behind the best, those after them only as far as the last of these, or a little.
        ahead = promise[order[first:last]]
        far = min(bounds.first, last - first) - 1
        until = int(np.searchsorted(-ahead, max(-ahead[far], bounds.near - ahead[0]), "right")) if far >= 0 else 0
        enough = int(np.searchsorted(-ahead, -bounds.least, "right"))
        most = min(bounds.most, max(enough, bounds.few))
        end = first + min(until, most + spare)
        if not spare and end < last and until > most:
            edge = order[end]
            while end > first and promise[order[end - 1]] == promise[edge] and like[order[end - 1]] == like[edge]:
                end -= 1
        found.append(row[order[first:end]].tolist())
    return found


def _content(births: Births, places: Ints) -> npt.NDArray[np.uint64]:
    """Return a number for each entry that is the same where all columns are."""
    day, mark = births.day[places].astype(np.uint64), births.mark[places].astype(np.uint64)
    found = day << np.uint64(32) | mark
    for column in (*births.words[places].view(np.uint64).T, *births.kin[places].view(np.uint64).T):
        found = (found ^ column) * _MIXED
    return found
