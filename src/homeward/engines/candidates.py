"""Candidates: which entries of a register each claim has to be compared with, and what they promise.

A claim is asked in short: the codes its words may have, the days it may mean, its numbers. Entries are looked up by
that and weighed by columns: what is shared is worth its rarity, a date or sex that differs costs. Of a small register
every entry is weighed; of a large one those born on the claim's days, and those that share two words of the name, a
rare word or a postcode and are not born at quite another time. Who promises too little, or far less than the best,
is left.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, islice, product

import numpy as np

from homeward.engines.keying import RARE, day_of, mark_of, own_form
from homeward.engines.register import Asking, Floats, Hits, Ints, Register
from homeward.match.compare.codes import fold_shapes
from homeward.match.features import Features
from homeward.match.keys import forms, skeleton, syllable_sounds, word_forms
from homeward.record import TokenKind

_MOST_PLACES = 12  # words of a claim that are looked for
_POSTCODE, _CODE = 12, 13  # the bits of a mask beyond the words
# How many entries (log2) may share two words, of all and of those near the claim's years, to be looked through.
_OF_ALL, _OF_YEARS = 10, 14
_MOST_KEYS = 24  # pairs of words that are looked up for one claim
_MOST_OF_WORDS = 24.0  # bits
_MOST = 60  # entries that one claim is compared with; those that promise the same stay together
# Bits: what spelling and the dearer attributes may add to a promise, and what a rival may be behind the best.
_SLACK, _BEHIND, _LEAST = 5.0, 16.0, 6.0
_SURE = 15.0  # whoever promises so much more than needed leaves no use for looking by words
# What dates promise; a date is mistyped more often than the sum of bits allows for.
_SAME_DAY, _SWAPPED, _NEAR, _SAME_YEAR, _ABOUT, _OTHER_DAY = 12.5, 8.0, 5.0, 3.5, 1.0, -3.5
_OTHER_SEX, _OTHER_HOME = -3.5, -4.0
_NO_DAYS = (0, 101, 911, 912)  # what stands for month and day where they are not known
_SHORTEST_CUT, _SHORTEST_PART = 9, 4
_EVER = (0, 99_999_999, -1)
_NO_ROWS = np.zeros(0, dtype=np.int64)
_LOOKUP = np.zeros(1 << 16, dtype=np.uint16)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a claim is looked for by: its words by their codes, with what sharing each is worth, its days, its numbers.

    `parts` says of each place which word it is, or which part of that; `bits` are by the places of a mask: words, then
    the postcode.
    """

    places: tuple[tuple[int, ...], ...]
    parts: tuple[tuple[int, int], ...]
    bits: Floats
    days: Ints
    mark: int
    home: float
    codes: tuple[str, ...]
    postcode: str
    least: float


def find_candidates(register: Register, claims: Sequence[Features]) -> list[list[int]]:
    """Return for each claim the rows of the register to compare it with, the most promising first."""
    return [_chosen(one, *looks[-1]) for one, looks in _weighed(register, claims)]


def find_contenders(register: Register, claims: Sequence[Features]) -> list[int]:
    """Return the rows that may be candidates in a register of which this is a part: of each claim one more than are
    chosen, so that it shows where too many promise the same, and at each look, as another part may leave no use for
    the second."""
    rows: set[int] = set()
    for asked, looks in _weighed(register, claims):
        for row, promise in looks:
            kept = np.flatnonzero(promise >= max(asked.least, float(promise.max(initial=0.0)) - _BEHIND))
            rows.update(row[kept[np.argsort(-promise[kept], kind="stable")[: _MOST + 1]]].tolist())
    return sorted(rows)


def _weighed(register: Register, claims: Sequence[Features]) -> list[tuple[Asked, list[tuple[Ints, Floats]]]]:
    """Return for each claim the rows that its keys find, and what each promises: at the first look by days and numbers,
    and by words too where that finds nobody sure."""
    register.count_postcodes(claim.postcode for claim in claims if claim.postcode)
    asked = [ask(claim, register) for claim in claims]
    is_whole = register.whole is not None
    born = register.born_on(sorted({day for one in asked for day in _days_of(one)}))
    hits = register.holding(_asking_codes(asked, register))
    on_days = [_on_days(one, born, is_whole=is_whole) for one in asked]
    looks = [
        [_weigh(one, _join(found, hits.of(place)))]
        for place, (one, found) in enumerate(zip(asked, on_days, strict=True))
    ]
    weak = [
        place for place, [(_, promise)] in enumerate(looks) if promise.max(initial=0.0) < asked[place].least + _SURE
    ]
    if weak and not is_whole:
        paired = register.holding([key for place in weak for key in _asking_words(asked[place], place, register)])
        for place in weak:
            looks[place].append(_weigh(asked[place], _join(on_days[place], hits.of(place), paired.of(place))))
    return list(zip(asked, looks, strict=True))


def ask(claim: Features, register: Register) -> Asked:
    """Return what a claim is looked for by in a register."""
    scale = register.size.bit_length()
    places: dict[tuple[int, ...], tuple[int, int]] = {}
    for part, group in _words(claim, register):
        if heard := sorted({code for form in group for code in register.voices.get(form, ())}):
            places.setdefault(tuple(heard), part)
    kept = dict(islice(places.items(), _MOST_PLACES))
    bits = np.zeros(16)
    for place, codes in enumerate(kept):
        bits[place] = max(0, scale - sum(register.code_sizes[code] for code in codes).bit_length())
    bits[_POSTCODE] = scale - register.times("postcode", claim.postcode).bit_length() if claim.postcode else 0
    home = scale - register.times("nationality", claim.nationality).bit_length() if claim.nationality else 0
    return Asked(
        places=tuple(kept),
        parts=tuple(kept.values()),
        bits=bits,
        days=np.array(sorted({day_of(text) for text in claim.born}), dtype=np.int64),
        mark=mark_of(claim),
        home=float(home),
        codes=(*(f"d{fold_shapes(code)}" for code in claim.documents), *(f"t{phone}" for phone in claim.phones)),
        postcode=claim.postcode,
        least=max(_LEAST, scale - _SLACK),
    )


def _words(claim: Features, register: Register) -> Iterator[tuple[tuple[int, int], tuple[str, ...]]]:
    """Yield what to look for: which word it is and which part of it (0: all of it), and the forms of that.

    Words as written come first, then their Chinese syllables, then words joined, and at last words that nobody in the
    register is called by cut in two.
    """
    words = [
        t for name in claim.names for t in name.tokens if t.kind is not TokenKind.INITIAL and not t.may_be_left_out
    ]
    for place, token in enumerate(words):
        if token.script in ("han", "latin"):
            yield (place, 0), (own_form(token) if token.script == "han" else f"={token.text}",)
        yield (place, 0), forms(token.full, token.script)
    latin = [(place, token.text) for place, token in enumerate(words) if token.script == "latin"]
    for place, text in latin:
        pieces = [sound[1:] for sound in syllable_sounds(text) if sound in register.voices]
        if _is_made_of(text, pieces):
            yield from (((place, part), (f"={piece}",)) for part, piece in enumerate(pieces, start=1))
    for place, group in enumerate(word_forms(claim.names), start=len(words)):
        yield (place, 0), group
    for place, text in latin:
        if len(text) >= _SHORTEST_CUT and skeleton(text) not in register.voices:
            for cut in range(_SHORTEST_PART, len(text) - _SHORTEST_PART + 1):
                halves = (skeleton(text[:cut]), skeleton(text[cut:]))
                if all(half in register.voices for half in halves):
                    yield from (((place, part), (half,)) for part, half in enumerate(halves, start=2 * cut))


def _is_made_of(text: str, pieces: Sequence[str]) -> bool:
    return not text or any(text.startswith(piece) and _is_made_of(text[len(piece) :], pieces) for piece in pieces)


# ---- look-ups --------------------------------------------------------------------------------------------------------


def _days_of(asked: Asked) -> list[int]:
    """Return the days on which somebody may be born who is meant: as written, and day and month turned round."""
    days = [day for day in asked.days.tolist() if day % 100]
    return days + [_turned(day) for day in days if day % 100 <= 12 and day % 100 != day // 100 % 100]


def _turned(day: int) -> int:
    return day // 10_000 * 10_000 + day % 100 * 100 + day // 100 % 100


def _asking_codes(asked: Sequence[Asked], register: Register) -> list[Asking]:
    texts = [(place, text, _CODE) for place, one in enumerate(asked) for text in one.codes]
    texts += [(place, f"p{one.postcode}", _POSTCODE) for place, one in enumerate(asked) if one.postcode]
    keys = register.keys_of([text for _, text, _ in texts])
    return [
        Asking(
            claim=place,
            key=key,
            mask=1 << bit,
            days=_EVER if bit == _CODE else _about(asked[place], asked[place].bits[bit], register),
        )
        for (place, _, bit), key in zip(texts, keys, strict=True)
    ]


def _asking_words(asked: Asked, place: int, register: Register) -> list[Asking]:
    """Return the pairs of words, and the rare words, by which a claim can find who promises enough."""
    found: dict[int, tuple[float, int]] = {}
    for one, codes in enumerate(asked.places):
        found.update({code: (asked.bits[one], 1 << one) for code in codes if register.code_sizes[code] <= RARE})
    hope = min(_MOST_OF_WORDS, float(asked.bits[:_MOST_PLACES].sum())) + asked.home + (_NEAR if len(asked.days) else 0)
    rarest = register.size.bit_length() - (_OF_YEARS if len(asked.days) else _OF_ALL)
    for (one, codes), (other, others) in combinations(enumerate(asked.places), 2):
        bits = float(asked.bits[one] + asked.bits[other])
        if hope >= asked.least and bits >= rarest and _are_apart(asked.parts[one], asked.parts[other]):
            for a, b in product(codes, others):
                found.setdefault((min(a, b) << 32) | max(a, b), (bits, 1 << one | 1 << other))
    return [
        Asking(claim=place, key=key, mask=mask, days=_about(asked, bits, register))
        for key, (bits, mask) in list(found.items())[:_MOST_KEYS]
    ]


def _are_apart(one: tuple[int, int], other: tuple[int, int]) -> bool:
    """Whether an entry can have the two as two words: not a word and a part of it, or two ways to say it."""
    return one[0] != other[0] or (one[1] != other[1] and one[1] > 0 and other[1] > 0)


def _about(asked: Asked, bits: float, register: Register) -> tuple[int, int, int]:
    """Return when somebody can be born who shares so much: ever, or near the claim's years, or on its day of any."""
    if not len(asked.days) or bits >= register.size.bit_length() - _OF_ALL:
        return _EVER
    first, last = int(asked.days.min()), int(asked.days.max())
    month_day = first % 10_000 if first % 100 else -1
    return first // 10_000 * 10_000 - 10_000, last // 10_000 * 10_000 + 19_999, month_day


# ---- weighing --------------------------------------------------------------------------------------------------------


def _on_days(asked: Asked, born: Hits, *, is_whole: bool) -> Hits:
    """Return the entries born on a claim's days that share a word; all entries where all are at hand."""
    for place, codes in enumerate(asked.places):
        for code in codes:
            _LOOKUP[code & 0xFFFF] |= 1 << place
    parts = [part.masked(_LOOKUP) for part in ([born] if is_whole else [born.on(day) for day in _days_of(asked)])]
    for codes in asked.places:
        for code in codes:
            _LOOKUP[code & 0xFFFF] = 0
    if is_whole or _SAME_DAY + asked.home >= asked.least:
        return parts[0] if is_whole else _join(*parts)
    return _join(*(part.sharing() for part in parts))


def _join(*parts: Hits) -> Hits:
    """Return hits of several look-ups as one, each entry once for each reading of its birth date."""
    row, day, mark, mask = (
        np.concatenate([_NO_ROWS, *(getattr(part, name) for part in parts)]) for name in ("row", "day", "mark", "mask")
    )
    key = row.astype(np.int64) << 27 | day
    order = np.argsort(key, kind="stable")
    first = np.flatnonzero(np.diff(key[order], prepend=-1))
    at = order[first]
    shared = np.bitwise_or.reduceat(mask[order], first) if len(first) else _NO_ROWS
    return Hits(row=row[at], day=day[at], mark=mark[at], mask=shared)


def _weigh(asked: Asked, hits: Hits) -> tuple[Ints, Floats]:
    """Return rows and what each promises; a number in common promises enough by itself."""
    shared = (hits.mask[:, None] >> np.arange(16)) & 1
    promise = np.minimum(shared[:, :_MOST_PLACES] @ asked.bits[:_MOST_PLACES], _MOST_OF_WORDS)
    promise += shared[:, _POSTCODE] * asked.bits[_POSTCODE] + _born_bits(asked.days, hits.day)
    sex, home = hits.mark & 3, hits.mark >> 2
    promise += np.where((sex > 0) & (asked.mark & 3 > 0) & (sex != asked.mark & 3), _OTHER_SEX, 0.0)
    known = (home > 0) & (asked.mark >> 2 > 0)
    promise += np.where(known, np.where(home == asked.mark >> 2, asked.home, _OTHER_HOME), 0.0)
    promise = np.where(shared[:, _CODE] > 0, np.maximum(promise, 0.0) + asked.least, promise)
    return hits.row, promise


def _born_bits(days: Ints, day: Ints) -> Floats:
    """Return what the birth dates promise by the reading that agrees best."""
    best = np.full(len(day), 0.0 if not len(days) else -np.inf)
    is_vague = np.isin(day % 10_000, _NO_DAYS) | (day % 100 == 0)
    for one in days.tolist():
        apart = np.abs(day // 10_000 - one // 10_000)
        by_year = np.where(apart == 0, _SAME_YEAR, np.where(apart <= 2, _ABOUT, _OTHER_DAY))
        if one % 100 == 0 or one % 10_000 in _NO_DAYS:
            bits = by_year
        else:
            bits = np.where(is_vague, by_year, _day_bits(one, day))
        bits = np.where(day == one, _SAME_DAY if one % 100 and one % 10_000 != 101 else _SAME_YEAR, bits)
        best = np.maximum(best, bits)
    return np.where(day == 0, 0.0, best)


def _day_bits(one: int, day: Ints) -> Floats:
    digits = 10 ** np.arange(8)
    differ = (day[:, None] // digits % 10 != one // digits % 10).sum(axis=1)
    is_near = (differ <= 2) | (day % 10_000 == one % 10_000)
    return np.where(day == _turned(one), _SWAPPED, np.where(is_near, _NEAR, _OTHER_DAY))


def _chosen(asked: Asked, row: Ints, promise: Floats) -> list[int]:
    """Return the rows that promise enough; of very many the best, and never some of those that promise the same."""
    least = max(asked.least, float(promise.max(initial=0.0)) - _BEHIND)
    if (promise >= least).sum() > _MOST:
        ranked = -np.sort(-promise)
        least = ranked[_MOST - 1] if ranked[_MOST] < ranked[_MOST - 1] else np.nextafter(ranked[_MOST], np.inf)
    kept = promise >= least
    best: dict[int, float] = {}
    for entry, bits in zip(row[kept].tolist(), promise[kept].tolist(), strict=True):
        best[entry] = max(bits, best.get(entry, bits))
    return sorted(best, key=lambda entry: -best[entry])
