"""Candidates: which entries of a register each claim has to be compared with, and what they promise.

A claim is asked in short: the codes its words may have, the days it may mean, its numbers. Entries are looked up by
that and weighed by columns: what is shared is worth its rarity, a date or sex that differs costs. Of a small register
every entry is weighed; of a large one those born on the claim's days, and those that share two words of the name, a
rare word or a postcode and are not born at quite another time. Who promises too little, or far less than the best,
is left.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, islice, product

import numpy as np

from homeward.engines.keying import RARE, day_of, mark_of, own_form
from homeward.engines.register import Asking, Floats, Hits, Ints, Register
from homeward.match.compare.codes import fold_shapes
from homeward.match.features import Features
from homeward.match.keys import forms, skeleton, syllable_sounds, word_forms
from homeward.record import Token, TokenKind

_MOST_PLACES = 12  # words of a claim that are looked for
_BY_WORDS, _BY_POSTCODE, _BY_CODE = 1, 2, 3  # how an entry was found that was not by its day
# How many entries (log2) may share two words, of all and of those near the claim's years, to be looked through.
_OF_ALL, _OF_YEARS = 10, 14
_MOST_KEYS = 12  # pairs of words that are looked up for one claim
_MOST_OF_WORDS = 24.0  # bits
_MOST = 60  # entries that one claim is compared with; those that promise the same stay together
# Bits: what spelling and the dearer attributes may add to a promise, and what a rival may be behind the best.
# In registers of which every entry is weighed there is time for more.
_SLACK, _BEHIND, _LEAST = 5.0, 8.0, 6.0
_SLACK_OF_FEW, _BEHIND_OF_FEW = 6.0, 16.0
_MISSED = 2.0  # bits that a word of the claim costs that an entry has not; nothing in registers of few
_SURE = 8.0  # whoever promises so much more than needed leaves no use for looking by words
# What dates promise; a date is mistyped more often than the sum of bits allows for.
_SAME_DAY, _SWAPPED, _NEAR, _SAME_YEAR, _ABOUT, _OTHER_DAY = 12.5, 8.0, 5.0, 3.5, 1.0, -3.5
_OTHER_SEX, _OTHER_HOME = -3.5, -4.0
_NO_DAYS = (0, 101, 911, 912)  # what stands for month and day where they are not known
_SHORTEST_CUT, _SHORTEST_PART = 9, 4
_EVER = (0, 99_999_999, -1)
_LOOKUP = np.zeros(1 << 16, dtype=np.uint16)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a claim is looked for by: its words by their codes, with what sharing each is worth, its days, its numbers.

    `parts` says of each place which word it is, or which part of that; `names` are the masks of the places of each word
    (or syllable) of each name; `bits` what each place is worth, `postcode_bits` what the postcode is.
    """

    places: tuple[tuple[int, ...], ...]
    parts: tuple[tuple[int, int], ...]
    names: tuple[Ints, ...]
    bits: Floats
    postcode_bits: float
    days: Ints
    mark: int
    home: float
    codes: tuple[str, ...]
    postcode: str
    least: float
    behind: float
    missed: float


def find_candidates(register: Register, claims: Sequence[Features]) -> list[list[int]]:
    """Return for each claim the rows of the register to compare it with, the most promising first."""
    return [_chosen(_ranked(one, *looks[-1])) for one, looks in _weighed(register, claims)]


def find_contenders(register: Register, claims: Sequence[Features]) -> list[int]:
    """Return the rows that may be candidates in a register of which this is a part: of each claim one more than are
    chosen, so that it shows where too many promise the same, and at each look, as another part may leave no use for
    the second."""
    looked = [(asked, look) for asked, looks in _weighed(register, claims) for look in looks]
    return sorted({row for asked, look in looked for row in list(_ranked(asked, *look))[: _MOST + 1]})


def _weighed(register: Register, claims: Sequence[Features]) -> list[tuple[Asked, list[tuple[Ints, Floats]]]]:
    """Return for each claim the rows that its keys find, and what each promises: at the first look by days and numbers,
    and by words too where that finds nobody sure."""
    register.count_postcodes(claim.postcode for claim in claims if claim.postcode)
    asked = [ask(claim, register) for claim in claims]
    born = register.born_on(sorted({day for one in asked for day in _days_of(one)}))
    coded = register.holding(_asking_codes(asked, register))
    looks = [[_weigh(one, _join([*_on_days(one, born, register), coded.of(at)]))] for at, one in enumerate(asked)]
    if register.whole is None:
        weak = [at for at, [(_, promise)] in enumerate(looks) if promise.max(initial=0.0) < asked[at].least + _SURE]
        named = register.holding([key for place in weak for key in _asking_words(asked[place], place, register)])
        for place in weak:
            found = (looks[place][0], _weigh(asked[place], named.of(place)))
            looks[place].append(
                (np.concatenate([row for row, _ in found]), np.concatenate([bits for _, bits in found]))
            )
    return list(zip(asked, looks, strict=True))


def ask(claim: Features, register: Register) -> Asked:
    """Return what a claim is looked for by in a register."""
    scale = register.size.bit_length()
    places: dict[tuple[int, ...], tuple[int, int]] = {}
    for part, group in _words(claim, register):
        if heard := sorted({code for form in group for code in register.voices.get(form, ())}):
            places.setdefault(tuple(heard), part)
    kept = dict(islice(places.items(), _MOST_PLACES))
    bits = [max(0, scale - sum(register.code_sizes[code] for code in codes).bit_length()) for codes in kept]
    postcode = scale - register.times("postcode", claim.postcode).bit_length() if claim.postcode else 0
    home = scale - register.times("nationality", claim.nationality).bit_length() if claim.nationality else 0
    return Asked(
        places=tuple(kept),
        parts=tuple(kept.values()),
        names=_units(claim, tuple(kept.values())),
        bits=np.array(bits, dtype=float),
        postcode_bits=float(postcode),
        days=np.array(sorted({day_of(text) for text in claim.born}), dtype=np.int64),
        mark=mark_of(claim),
        home=float(home),
        codes=(*(f"d{fold_shapes(code)}" for code in claim.documents), *(f"t{phone}" for phone in claim.phones)),
        postcode=claim.postcode,
        least=max(_LEAST, scale - (_SLACK if register.whole is None else _SLACK_OF_FEW)),
        behind=_BEHIND if register.whole is None else _BEHIND_OF_FEW,
        missed=_MISSED if register.whole is None else 0.0,
    )


def _units(claim: Features, parts: Sequence[tuple[int, int]]) -> tuple[Ints, ...]:
    """Return for each name the masks of the places of each of its words, of each syllable where it has some.

    Words joined or cut stand for any of them.
    """
    words = _tokens(claim)
    masks: dict[tuple[int, int], int] = defaultdict(int)
    whole: dict[int, int] = defaultdict(int)
    for place, (word, part) in enumerate(parts):
        if part and word < len(words):
            masks[word, part] |= 1 << place
        else:
            whole[word if word < len(words) else -1] |= 1 << place
    units: dict[int, list[int]] = defaultdict(list)
    for word, (name, _) in enumerate(words):
        syllables = [mask for (of, _), mask in masks.items() if of == word]
        units[name] += [mask | whole[word] | whole[-1] for mask in syllables or [0] if mask | whole[word]]
    return tuple(np.array(found, dtype=np.int64) for found in units.values() if found)


def _tokens(claim: Features) -> list[tuple[int, Token]]:
    """Return the words of all names with the name's place; what may be left out stands last."""
    words = [(place, token) for place, name in enumerate(claim.names) for token in name.tokens]
    words = [(place, token) for place, token in words if token.kind is not TokenKind.INITIAL]
    return sorted(words, key=lambda word: word[1].may_be_left_out)


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
    texts = [(place, text, _BY_CODE) for place, one in enumerate(asked) for text in one.codes]
    texts += [(place, f"p{one.postcode}", _BY_POSTCODE) for place, one in enumerate(asked) if one.postcode]
    keys = register.keys_of([text for _, text, _ in texts])
    return [
        Asking(
            claim=place,
            key=key,
            way=way,
            days=_EVER if way == _BY_CODE else _about(asked[place], asked[place].postcode_bits, register),
        )
        for (place, _, way), key in zip(texts, keys, strict=True)
    ]


def _asking_words(asked: Asked, place: int, register: Register) -> list[Asking]:
    """Return the pairs of words, and the rare words, by which a claim can find who promises enough."""
    found: dict[int, float] = {}
    for bits, codes in zip(asked.bits.tolist(), asked.places, strict=True):
        found.update({code: bits for code in codes if register.code_sizes[code] <= RARE})
    hope = min(_MOST_OF_WORDS, float(asked.bits.sum())) + asked.home + (_NEAR if len(asked.days) else 0.0)
    rarest = register.size.bit_length() - (_OF_YEARS if len(asked.days) else _OF_ALL)
    for (one, codes), (other, others) in combinations(enumerate(asked.places), 2):
        bits = float(asked.bits[one] + asked.bits[other])
        if hope >= asked.least and bits >= rarest and _are_apart(asked.parts[one], asked.parts[other]):
            found.update({(min(a, b) << 32) | max(a, b): bits for a, b in product(codes, others)})
    return [
        Asking(claim=place, key=key, way=_BY_WORDS, days=_about(asked, bits, register))
        for key, bits in list(found.items())[:_MOST_KEYS]
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


def _on_days(asked: Asked, born: Hits, register: Register) -> list[Hits]:
    """Return the entries born on a claim's days; all entries where all are at hand."""
    return [born] if register.whole is not None else [born.on(day) for day in _days_of(asked)]


def _join(parts: Sequence[Hits]) -> Hits:
    row, day, mark, way = (
        np.concatenate([getattr(part, of) for part in parts]) for of in ("row", "day", "mark", "way")
    )
    return Hits(row=row, day=day, mark=mark, way=way, codes=np.concatenate([part.codes for part in parts]))


def _weigh(asked: Asked, hits: Hits) -> tuple[Ints, Floats]:
    """Return rows and what each promises, once for each way in which it was found.

    Who holds a claim's own number promises enough by that.
    """
    shared = _shared(asked, hits)
    if _SAME_DAY + asked.home < asked.least:
        kept = np.flatnonzero(shared | hits.way)
        hits, shared = hits.at(kept), shared[kept]
    promise = np.minimum((shared[:, None] >> np.arange(len(asked.bits)) & 1) @ asked.bits, _MOST_OF_WORDS)
    if asked.names:
        missed = [((shared[:, None] & units) == 0).sum(axis=1) for units in asked.names]
        promise -= asked.missed * np.minimum.reduce(missed)
    promise += _born_bits(asked.days, hits.day) + np.where(hits.way == _BY_POSTCODE, asked.postcode_bits, 0.0)
    sex, home = hits.mark & 3, hits.mark >> 2
    promise += np.where((sex > 0) & (asked.mark & 3 > 0) & (sex != asked.mark & 3), _OTHER_SEX, 0.0)
    known = (home > 0) & (asked.mark >> 2 > 0)
    promise += np.where(known, np.where(home == asked.mark >> 2, asked.home, _OTHER_HOME), 0.0)
    return hits.row, np.where(hits.way == _BY_CODE, np.maximum(promise, 0.0) + asked.least, promise)


def _shared(asked: Asked, hits: Hits) -> Ints:
    """Return the places of a claim's words that each entry has, as a mask."""
    for place, codes in enumerate(asked.places):
        for code in codes:
            _LOOKUP[code & 0xFFFF] |= 1 << place
    shared: Ints = np.bitwise_or.reduce(_LOOKUP[hits.codes], axis=1).astype(np.int64)
    for codes in asked.places:
        for code in codes:
            _LOOKUP[code & 0xFFFF] = 0
    return shared


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


def _ranked(asked: Asked, row: Ints, promise: Floats) -> dict[int, float]:
    """Return the rows that promise enough with what they promise, the best first."""
    kept = np.flatnonzero(promise >= max(asked.least, float(promise.max(initial=0.0)) - asked.behind))
    best: dict[int, float] = {}
    for entry, bits in zip(row[kept].tolist(), promise[kept].tolist(), strict=True):
        best[entry] = max(bits, best.get(entry, bits))
    return {entry: best[entry] for entry in sorted(best, key=lambda entry: -best[entry])}


def _chosen(ranked: dict[int, float]) -> list[int]:
    """Return the rows to compare with: of very many the best, and never some of those that promise the same."""
    rows = list(ranked)
    return rows if len(rows) <= _MOST else [row for row in rows[:_MOST] if ranked[row] > ranked[rows[_MOST]]]
