"""Zawgyi: a Burmese font encoding that looks like Unicode and is not.

The same code points stand for other signs, vowels and medial ra are typed before their consonant, and stacked
letters have code points of their own. The table is written from the two code charts (source: Unicode Technical
Note 11 for Unicode's order; the Zawgyi-One glyph chart for its code points).
"""

from __future__ import annotations

import re

_CONSONANT = "\u1000-\u1021\u1025\u1027\u1029\u103f\u104e"
# In Unicode no syllable starts with these; in Zawgyi they stand before the consonant, or are code points of its own.
_SIGNS = re.compile(
    "(?:^|[\\s\u104a\u104b])[\u1031\u103b]|\u1031\u1031|[\u1060-\u1097]"
    "|[\u1000-\u1021]\u1039(?![\u1000-\u1021])|(?<![\u1000-\u1021\u103a-\u103f])\u1031[\u1000-\u1021]"
)
_BURMESE = re.compile("[\u1000-\u109f]")
_UNICODE_ONLY = re.compile(
    "\u103e|\u103a(?=[\u1000-\u1021\\s\u1037\u1038]|$)|[\u1000-\u1021\u103a-\u103e]\u1031(?![\u1000-\u1021]\u1039)"
)

# One code point of Zawgyi to Unicode.
_MAP: dict[int, str] = {
    0x1033: "\u102f", 0x1034: "\u1030", 0x1039: "\u103a", 0x103A: "\u103b", 0x103B: "\u103c", 0x103C: "\u103d",
    0x103D: "\u103e", 0x105A: "\u102b\u103a", 0x1064: "\u1004\u103a\u1039", 0x106A: "\u1009", 0x106B: "\u100a",
    0x106E: "\u100d\u1039\u100d", 0x106F: "\u100d\u1039\u100e", 0x107D: "\u103b", 0x1086: "\u103f", 0x1087: "\u103e",
    0x1088: "\u103e\u102f", 0x1089: "\u103e\u1030", 0x108A: "\u103d\u103e", 0x108B: "\u1004\u103a\u1039\u102d",
    0x108C: "\u1004\u103a\u1039\u102e", 0x108D: "\u1004\u103a\u1039\u1036", 0x108E: "\u102d\u1036", 0x108F: "\u1014",
    0x1090: "\u101b", 0x1091: "\u100f\u1039\u100d", 0x1092: "\u100b\u1039\u100c", 0x1094: "\u1037", 0x1095: "\u1037",
    0x1096: "\u1039\u1010\u103d", 0x1097: "\u100b\u1039\u100b",
    **dict.fromkeys(range(0x107E, 0x1085), "\u103c"),
}  # fmt: skip
# Code points for a consonant stacked under another one: (first, consonants in order).
_STACKED = (
    (0x1060, "\u1000\u1001\u1002\u1003"), (0x1065, "\u1005\u1006\u1006\u1007\u1008"), (0x106C, "\u100b\u100c"),
    (0x1070, "\u100f\u1010\u1010\u1011\u1011\u1012\u1013\u1014\u1015\u1016\u1017\u1018"), (0x1093, "\u1018"),
    (0x1085, "\u101c"),
)  # fmt: skip
_MAP |= {first + i: "\u1039" + letter for first, letters in _STACKED for i, letter in enumerate(letters)}

_KINZI = "\u1004\u103a\u1039"
_STACK = f"(?:\u1039[{_CONSONANT}])?"
_REORDER: tuple[tuple[re.Pattern[str], str], ...] = (
    # kinzi is typed after the letter it stands on
    (re.compile(f"([{_CONSONANT}])([\u103b-\u103e]*\u1031?){_KINZI}"), _KINZI + r"\1\2"),
    # e-vowel and medial ra are typed before their consonant
    (re.compile(f"(\u1031*)(\u103c*)({_KINZI})?([{_CONSONANT}]{_STACK})([\u103b-\u103e]*)"), r"\3\4\2\5\1"),
)
_MEDIALS = re.compile("[\u103b-\u103e]{2,}")
_VOWELS = re.compile("[\u102b-\u1032\u1036-\u1038\u103a]{2,}")
_VOWEL_ORDER = {
    letter: place
    for place, letter in enumerate("\u1031\u102d\u102e\u1032\u102f\u1030\u102b\u102c\u103a\u1036\u1037\u1038")
}


def is_zawgyi(text: str) -> bool:
    """Tell whether Burmese text is more likely Zawgyi than Unicode, by signs that only one of them can have."""
    if not _BURMESE.search(text):
        return False
    return len(_SIGNS.findall(text)) > len(_UNICODE_ONLY.findall(text))


def from_zawgyi(text: str) -> str:
    """Return Zawgyi text in Unicode; not meant for text that is in Unicode already.

    >>> from_zawgyi("ေအာင္") == "အောင်"
    True
    """
    text = "".join(_MAP.get(ord(letter), letter) for letter in text)
    for pattern, order in _REORDER:
        text = pattern.sub(order, text)
    text = _MEDIALS.sub(lambda run: "".join(sorted(set(run[0]))), text)
    return _VOWELS.sub(lambda run: "".join(sorted(run[0], key=lambda letter: _VOWEL_ORDER[letter])), text)
