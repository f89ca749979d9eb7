"""Blocking keys: two records are compared only if they share one that few share, or two that say different things.

Words are keyed by their skeleton, the consonants as they sound across spellings, so that "Yusuf" meets "Yousef" and
يوسف. How many are few is left to the engine, which counts.
"""

from __future__ import annotations

import re
from functools import lru_cache

from homeward.match.compare.codes import area, fold_shapes
from homeward.match.compare.dates import precise
from homeward.match.features import Features
from homeward.match.han import is_syllable, spellings
from homeward.match.spelling import ascii_form, likeliest
from homeward.record import Name, TokenKind

# What a key of each kind tells of; two keys that tell of one thing are one agreement, but for two words of a name.
ASPECTS = {
    "w": "name", "p": "father", "q": "mother", "l": "place", "b": "born", "m": "born", "y": "born", "z": "postcode",
    "a": "postcode", "d": "number", "f": "number", "t": "phone",
}  # fmt: skip
_OF_WORDS = "wpql"
# Letters and pairs of letters that stand for one sound in some spelling; the order matters.
_SPELLED = (
    ("tch|tsh|dzh|ch|sh|zh|dj", "c"), ("[xjz]|ts|tz", "c"), ("ph", "f"), ("[kg]h", "k"), ("th|dh", "t"), ("bh", "b"),
    ("ng", "n"), ("[qg]", "k"), ("c(?=[ei])", "c"), ("[vw]", "u"), ("d", "t"), ("b", "p"), ("s", "c"), ("m", "n"),
)  # fmt: skip
_SOUNDS = tuple((re.compile(pattern), sound) for pattern, sound in _SPELLED)
_VOWELS = re.compile("[aeiouyh]+")
_DOUBLE = re.compile(r"(.)\1+")
_JOINED = ("han", "myanmar", "hangul", "latin")  # scripts whose words are joined on one paper and split on another


@lru_cache(maxsize=200_000)
def skeleton(latin: str) -> str:
    """Return the consonants of a Latin word as they sound, with a mark for a vowel in front.

    >>> skeleton("yusuf") == skeleton("yousef")
    True
    """
    for pattern, sound in _SOUNDS:
        latin = pattern.sub(sound, latin)
    bones = _DOUBLE.sub(r"\1", _VOWELS.sub("", latin))
    return bones if len(bones) > 1 else bones + (_VOWELS.findall(latin) or ["-"])[-1][:1]


@lru_cache(maxsize=200_000)
def forms(text: str, script: str) -> tuple[str, ...]:
    """Return the skeletons under which a word can be found; several where its Latin spelling is uncertain."""
    if script == "latin":
        return (skeleton(text),)
    if script == "han" and len(text) == 1:
        return tuple(sorted({skeleton(latin) for latin in spellings(text)}))
    return tuple(dict.fromkeys(skeleton(latin) for latin in (likeliest(text, script), ascii_form(text)) if latin))


def word_forms(names: tuple[Name, ...]) -> tuple[tuple[str, ...], ...]:
    """Return the forms of every word of the names that is long enough, and of joined neighbours."""
    return tuple(dict.fromkeys(forms(text, script) for name in names for _, _, text, script in runs(name)))


def runs(name: Name) -> list[tuple[int, int, str, str]]:
    """Return every word of a name and joined neighbours: the first and the next place, text and script."""
    words = [token for token in name.tokens if token.kind is not TokenKind.INITIAL and not token.may_be_left_out]
    found = [(place, place + 1, token.full, token.script) for place, token in enumerate(words)]
    for size in (2, 3):
        for start in range(len(words) - size + 1):
            run, script = words[start : start + size], words[start].script
            if script in _JOINED and all([token.script == script for token in run]):
                found.append((start, start + size, "".join([token.text for token in run]), script))
    return found


def may_stand_together(kind: str, other: str) -> bool:
    """Tell whether sharing a key of one kind and a key of the other kind is more than sharing one of them."""
    return ASPECTS[kind] != ASPECTS[other] or (kind == other and kind in _OF_WORDS)


_MOST_CUTS = 12


@lru_cache(maxsize=200_000)
def sounds(text: str, script: str) -> tuple[str, ...]:
    """Return the forms under which a register keeps a word; a Chinese character under each of its spellings."""
    if script == "han" and len(text) == 1:
        return tuple(sorted(f"={latin}" for latin in spellings(text)))
    return forms(text, script)


@lru_cache(maxsize=50_000)
def syllable_sounds(text: str) -> tuple[str, ...]:
    """Return the Chinese syllables that a Latin word may be made of, as `sounds` keeps them; none where it is not.

    >>> syllable_sounds("weiming")
    ('=ming', '=wei')
    """
    cuts: list[list[tuple[str, ...]]] = [[()], *([] for _ in text)]
    for start in range(len(text)):
        for end in range(start + 1, min(len(text), start + 6) + 1):
            piece = text[start:end]
            if cuts[start] and is_syllable(piece):
                cuts[end] += [(*before, piece) for before in cuts[start]][:_MOST_CUTS]
    shortest = min((len(cut) for cut in cuts[-1]), default=0)
    return tuple(sorted({f"={piece}" for cut in cuts[-1] if len(cut) == shortest <= 3 for piece in cut}))


def keys(features: Features) -> tuple[str, ...]:
    """Return every key of a record, sorted; the first letter says of what kind it is, a kind of `ASPECTS`."""
    codes, days = features.documents, precise(features.born)
    found = {f"d{code}" for code in codes} | {f"f{fold_shapes(code)}" for code in codes}
    found |= {f"t{phone}" for phone in features.phones}
    found |= {f"b{day}" for day in days} | {f"m{day[5:]}" for day in days}
    found |= {f"b{day[:5]}{day[8:]}-{day[5:7]}" for day in days if int(day[8:]) <= 12}
    found |= {f"y{int(text[:4]) + step}" for text in features.born for step in (0, 1)}
    if features.postcode:
        found |= {f"z{features.postcode}", f"a{area(features.postcode)}"}
    for kind, names in (
        ("w", features.names),
        ("p", features.fathers),
        ("q", features.mothers),
        ("l", features.places),
    ):
        found |= {f"{kind}{form}" for group in word_forms(names) for form in group}
    return tuple(sorted(found))
