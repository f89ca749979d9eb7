"""Spelling tables that nobody had pairs to learn from: written by hand from published romanisation standards.

A file `data/units-SCRIPT.tsv` lists consonants (how they open a syllable and how they close one), vowels and whole
units with shares of their Latin spellings. Consonants and vowels are put together here, so that a consonant without a
written vowel may stand for a closed syllable or an unwritten vowel.
"""

from __future__ import annotations

import unicodedata
from math import log2

from homeward.match.spelling_table import SpellingTable
from homeward.record import PREPOSED, fold_native

Shares = dict[str, float]
_LEAST = 0.004  # a way to spell a unit that is rarer is left to chance


def read_units(text: str, *, script: str) -> SpellingTable:
    """Return the table of a units file; each unit is certain by itself, only its spelling is asked."""
    rows = [line.split("\t") for line in text.splitlines() if line and not line.startswith("#")]
    closes, unwritten = 0.0, {"": 1.0}
    consonants: dict[str, tuple[Shares, Shares]] = {}
    vowels: dict[str, Shares] = {}
    whole: dict[str, Shares] = {}
    for kind, unit, *rest in rows:
        key = unicodedata.normalize("NFC", unit)
        if kind == "inherent":
            closes, unwritten = float(unit), _shares(rest[0])
        elif kind == "consonant":
            consonants[key] = (_shares(rest[0]), _shares(rest[1]))
        elif kind == "vowel":
            vowels[key] = _shares(rest[0])
        else:
            whole[fold_native(key, script)] = _shares(rest[0])
    units: dict[str, Shares] = {}
    for vowel, shares in vowels.items():
        spelled = {key: _under(key, vowel, script=script) for key in consonants}
        units |= {spelled[key]: _joined(opening, shares) for key, (opening, _) in consonants.items()}
        if not vowel.startswith("+"):
            units[next(unit.removeprefix(key) for key, unit in spelled.items())] = shares
    units |= {
        key: _mixed(closing, _joined(opening, unwritten), share=closes)
        for key, (opening, closing) in consonants.items()
        if key not in units or closes
    }
    return _table(units | whole, script=script)


def _shares(text: str) -> Shares:
    """Read `kh:7 k:3`, where "-" is nothing written, as shares of their sum."""
    parts = [part.rpartition(":") for part in text.split(" ")]
    total = sum(float(weight) for _, _, weight in parts)
    return {latin.replace("-", ""): float(weight) / total for latin, _, weight in parts}


def _under(consonant: str, vowel: str, *, script: str) -> str:
    """Put a vowel to a consonant: a sign where it is written, or the letter of the syllabary so many places on."""
    if vowel.startswith("+"):
        return chr(ord(consonant) + int(vowel))
    if vowel[0] in PREPOSED:
        return fold_native(vowel[0] + consonant + vowel[1:], script)
    return consonant + vowel


def _joined(first: Shares, then: Shares) -> Shares:
    joined: Shares = {}
    for a, share in first.items():
        for b, other in then.items():
            joined[a + b] = joined.get(a + b, 0.0) + share * other
    return joined


def _mixed(closing: Shares, opening: Shares, *, share: float) -> Shares:
    both = dict.fromkeys((*closing, *opening))
    return {latin: share * closing.get(latin, 0.0) + (1 - share) * opening.get(latin, 0.0) for latin in both}


def _table(units: dict[str, Shares], *, script: str) -> SpellingTable:
    kept = {
        unit: {latin: log2(share) for latin, share in shares.items() if share >= _LEAST}
        for unit, shares in units.items()
    }
    return SpellingTable(
        script=script,
        units=kept,
        alone=dict.fromkeys(kept, 0.0),
        longest=max(map(len, kept), default=1),
        widest=max((len(latin) for shares in kept.values() for latin in shares), default=1),
    )
