"""What a claim asks of a register: the codes its words may have, the days it may mean, its numbers, and by which keys.

Words are looked up two by two; by itself a rare word, and an only one. Who is born at quite another time is not wanted,
but where so much is shared that few can be meant.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, islice, product

import numpy as np

from homeward.engines.keying import RARE, code_of, day_of, mark_of, own_form
from homeward.engines.register import EVER, SMALL, Asking, Floats, Register
from homeward.match.compare.codes import fold_shapes
from homeward.match.features import Features
from homeward.match.keys import forms, skeleton, syllable_sounds, word_forms
from homeward.record import Name, Token, TokenKind

MOST_PLACES = 12  # words of a claim that are looked for
BY_DAY, BY_WORDS, BY_POSTCODE, BY_CODE = range(4)  # how an entry was found
# How many entries (log2) may share two words to be looked through: at any time, on a day of any year, near the years.
_OF_ALL, _OF_DAYS, _OF_YEARS = 11, 14, 16
_MOST_KEYS = 24  # pairs of words that are looked up for one claim
MOST_OF_WORDS = 24.0  # bits
# Of a large register, and of one of which every entry is weighed: there is time for more.
_LARGE = {"most": 32, "first": 4, "few": 0, "below": 0.0, "behind": 12.0, "near": 6.0}
_SMALL = {"most": 60, "first": 60, "few": 12, "below": 4.0, "behind": 16.0, "near": 16.0}
_SLACK = 7.0  # bits that spelling and the dearer attributes may add to a promise
_LEAST = 5.5  # bits
# What father, mother and home place promise at most, and what it costs where they are others.
KIN = (("fathers", 9.0, -2.0), ("mothers", 9.0, -2.0), ("places", 7.0, -1.0))
_SHORTEST_CUT, _SHORTEST_PART = 6, 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """Which word of which name (-1: words joined) a place stands for, or which `syllable` of it (0: all of it), whether
    as it is heard in Chinese, and whether it is one that may be left out."""

    name: int
    word: int
    syllable: int = 0
    is_heard: bool = False
    is_free: bool = False

    def fits(self, other: Part) -> bool:
        """Tell whether an entry can have the two as two words: not a word and a part of it, or two ways to say it."""
        is_apart = self.word != other.word or (self.syllable != other.syllable and self.syllable * other.syllable > 0)
        return is_apart and self.is_heard == other.is_heard


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a claim is looked for by: its words by their codes, with what sharing each is worth, its days, its numbers.

    `parts` says of each place which word it is, or which part of that; `bits` what each place is worth, `worth` what
    any of them are together, by the mask of these; `postcode_bits` what the postcode is; `kin` the codes of father's,
    mother's and home place's words, with what sharing one is worth.
    """

    places: tuple[tuple[int, ...], ...]
    parts: tuple[Part, ...]
    bits: tuple[float, ...]
    worth: Floats
    kin: tuple[tuple[tuple[int, ...], float], ...]
    postcode_bits: float
    days: tuple[int, ...]
    mark: int
    home: float
    codes: tuple[str, ...]
    postcode: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """What counts in a register: how many are compared, the least that a candidate promises (the best `few` may be a
    little `below`), how far `behind` the best the `first` ones may be and how `near` others are to it."""

    most: int
    first: int
    few: int
    least: float
    below: float
    behind: float
    near: float


def bounds_of(register: Register) -> Bounds:
    """Return what counts in a register of this size."""
    scale, is_large = register.size.bit_length(), register.size > SMALL
    return Bounds(least=max(_LEAST, scale - _SLACK), **(_LARGE if is_large else _SMALL))  # type: ignore[arg-type]


def ask(claim: Features, register: Register) -> Asked:
    """Return what a claim is looked for by in a register."""
    scale = register.size.bit_length()
    places: dict[tuple[int, ...], Part] = {}
    for part, group in _words(claim, register):
        if heard := _heard(group, register):
            places.setdefault(heard, part)
    kept = dict(islice(places.items(), MOST_PLACES))
    bits = [max(0, scale - sum(register.code_sizes[code] for code in codes).bit_length()) for codes in kept]
    postcode = scale - register.times("postcode", claim.postcode).bit_length() if claim.postcode else 0
    home = scale - register.times("nationality", claim.nationality).bit_length() if claim.nationality else 0
    return Asked(
        places=tuple(kept),
        parts=tuple(kept.values()),
        bits=tuple(map(float, bits)),
        worth=_worth(tuple(kept.values()), bits),
        kin=tuple(_kin(claim, attribute, most=most, register=register) for attribute, most, _ in KIN),
        postcode_bits=float(postcode),
        days=tuple(sorted({day_of(text) for text in claim.born})),
        mark=mark_of(claim),
        home=float(home),
        codes=(*(f"d{fold_shapes(code)}" for code in claim.documents), *(f"t{phone}" for phone in claim.phones)),
        postcode=claim.postcode,
    )


def _worth(parts: Sequence[Part], bits: Sequence[int]) -> Floats:
    """Return by mask what places promise together: of a word in several ways, and of several names, what is worth most.

    A word cut in parts counts where all of these are met, and words joined are counted beside the names.
    """
    masks = np.arange(1 << len(parts))
    needed: defaultdict[tuple[int, int, int], list[int]] = defaultdict(list)
    for place, part in enumerate(parts):
        # All syllables of a word are one way to cut it, each pair of halves another; whole words stand alone.
        way = max(1, part.syllable // 2) if part.syllable else -1 - place
        needed[part.name, part.word, way].append(place)
    words = defaultdict[tuple[int, int], Floats](lambda: np.zeros(len(masks)))
    for (name, word, _), places in needed.items():
        mask, worth = sum(1 << place for place in places), float(sum(bits[place] for place in places))
        np.maximum(words[name, word], (masks & mask == mask) * worth, out=words[name, word])
    names = defaultdict[int, Floats](lambda: np.zeros(len(masks)))
    for (name, _), promised in words.items():
        names[name] += promised
    promised = names.pop(-1, np.zeros(len(masks)))
    if names:
        promised = promised + np.max(list(names.values()), axis=0)
    found: Floats = np.minimum(promised, MOST_OF_WORDS)
    return found


def _heard(group: Sequence[str], register: Register) -> tuple[int, ...]:
    """Return the codes of the words of names that may be called so: what is kept under that very form before what may
    also be said so, the commonest of that first."""
    found = {code for form in group for code in register.voices.get(form, ())}
    sizes, own = register.code_sizes, {code_of(form) for form in group}
    return tuple(sorted(found & sizes.keys(), key=lambda code: (code not in own, -sizes[code], code)))


def _kin(claim: Features, attribute: str, *, most: float, register: Register) -> tuple[tuple[int, ...], float]:
    """Return the codes of the words of a parent or place that the claimant's own names do not have, and their worth."""
    own = {token.text for name in claim.names for token in name.tokens}
    told: tuple[Name, ...] = getattr(claim, attribute)
    words = [token for name in told for token in name.tokens if token.text not in own]
    codes = {
        code
        for token in words
        if token.kind is not TokenKind.INITIAL
        for form in _ways(token)
        for code in register.voices.get(form, ())
    }
    counts = register.counts[attribute[:-1]]
    scale = register.size.bit_length()
    bits = max((scale - counts.get(token.text, 1).bit_length() for token in words), default=0)
    return tuple(codes), min(most, float(bits))


def _ways(token: Token) -> tuple[str, ...]:
    """Return the forms that a word may be called by: as the register keeps it, and as it sounds."""
    if token.script == "latin":
        return (f"={token.text}", *forms(token.full, token.script), *syllable_sounds(token.text))
    return (own_form(token), *forms(token.full, token.script))


def _words(claim: Features, register: Register) -> Iterator[tuple[Part, tuple[str, ...]]]:
    """Yield what to look for, and the forms of that.

    Words as written come first, titles and particles after the others: what is one here is a name elsewhere (Shaikh,
    De). Then their Chinese syllables, then words joined, and at last words that hardly anybody in the register is
    called by cut in two.
    """
    words = [(place, token) for place, name in enumerate(claim.names) for token in name.tokens]
    words = [(n, token) for n, token in words if token.kind is not TokenKind.INITIAL]
    words.sort(key=lambda word: word[1].may_be_left_out)
    for word, (name, token) in enumerate(words):
        if token.script in ("han", "latin"):
            heard = own_form(token) if token.script == "han" else f"={token.text}"
            yield Part(name=name, word=word, is_heard=True, is_free=token.may_be_left_out), (heard,)
        part = Part(name=name, word=word, is_heard=token.script == "han", is_free=token.may_be_left_out)
        yield part, forms(token.full, token.script)
    latin = [(name, word, token.text) for word, (name, token) in enumerate(words) if token.script == "latin"]
    for name, word, text in latin:
        pieces = [sound[1:] for sound in syllable_sounds(text) if sound in register.voices]
        if _is_made_of(text, pieces):
            for syllable, piece in enumerate(pieces, start=1):
                yield Part(name=name, word=word, syllable=syllable, is_heard=True), (f"={piece}",)
    for word, group in enumerate(word_forms(claim.names), start=len(words)):
        yield Part(name=-1, word=word), group
    for name, word, text in latin:
        if len(text) >= _SHORTEST_CUT and text not in register.counts["name"]:
            for cut in range(_SHORTEST_PART, len(text) - _SHORTEST_PART + 1):
                halves = (skeleton(text[:cut]), skeleton(text[cut:]))
                if all(half in register.voices for half in halves):
                    for syllable, half in enumerate(halves, start=2 * cut):
                        yield Part(name=name, word=word, syllable=syllable), (half,)


def _is_made_of(text: str, pieces: Sequence[str]) -> bool:
    return not text or any(text.startswith(piece) and _is_made_of(text[len(piece) :], pieces) for piece in pieces)


# ---- look-ups --------------------------------------------------------------------------------------------------------


def days_of(asked: Asked) -> list[int]:
    """Return the days on which somebody may be born who is meant: as written, and day and month turned round."""
    days = [day for day in asked.days if day % 100]
    return days + [_turned(day) for day in days if day % 100 <= 12 and day % 100 != day // 100 % 100]


def _turned(day: int) -> int:
    return day // 10_000 * 10_000 + day % 100 * 100 + day // 100 % 100


def asking_codes(asked: Sequence[Asked], register: Register) -> list[Asking]:
    """Return the numbers and postcodes by which claims look."""
    texts = [(place, text, BY_CODE) for place, one in enumerate(asked) for text in one.codes]
    texts += [(place, f"p{one.postcode}", BY_POSTCODE) for place, one in enumerate(asked) if one.postcode]
    keys = register.keys_of([text for _, text, _ in texts])
    return [
        Asking(
            claim=place,
            key=key,
            way=way,
            days=EVER if way == BY_CODE else _about(asked[place], asked[place].postcode_bits, register),
        )
        for (place, _, way), key in zip(texts, keys, strict=True)
    ]


def asking_words(asked: Asked, place: int, register: Register) -> list[Asking]:
    """Return the pairs of words, the rare words and the only word by which a claim can find who promises enough."""
    found: dict[int, float] = {}
    is_only = len({part.word for part in asked.parts if part.name >= 0 and not part.is_free}) == 1
    for bits, codes in zip(asked.bits, asked.places, strict=True):
        found.update({code: bits for code in codes if is_only or register.code_sizes[code] <= RARE})
    rarest = register.size.bit_length() - (_OF_YEARS if asked.days else _OF_ALL)
    pairs: list[tuple[bool, int, float, int]] = []  # words as they are written before parts and what else they may be
    for (one, codes), (other, others) in combinations(enumerate(asked.places), 2):
        bits, part, beside = asked.bits[one] + asked.bits[other], asked.parts[one], asked.parts[other]
        if bits >= rarest and part.fits(beside):
            is_odd = part.name != beside.name or part.name < 0
            odd = (part.syllable > 0) + (beside.syllable > 0)
            pairs += [
                (is_odd, odd + i + j, -bits, (min(a, b) << 32) | max(a, b))
                for (i, a), (j, b) in product(enumerate(codes), enumerate(others))
            ]
    found.update({key: -bits for _, _, bits, key in sorted(pairs)[:_MOST_KEYS]})
    return [Asking(claim=place, key=key, way=BY_WORDS, days=_about(asked, b, register)) for key, b in found.items()]


def _about(asked: Asked, bits: float, register: Register) -> tuple[int, int, int]:
    """Return when somebody can be born who shares so much: ever, or near the claim's years, or on its day of any."""
    scale = register.size.bit_length()
    if not asked.days or bits >= scale - _OF_ALL:
        return EVER
    first, last = asked.days[0], asked.days[-1]
    month_day = first % 10_000 if first % 100 and bits >= scale - _OF_DAYS else 0
    return first // 10_000 * 10_000 - 10_000, last // 10_000 * 10_000 + 19_999, month_day
