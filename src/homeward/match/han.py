"""How Chinese characters are written in Latin letters: pinyin with its ü, Wade-Giles, the dialects of the diaspora, and
apart from these as names in Japan read them.

ü is printed U, V, YU or UE on papers (domain reference §3.2): 吕 may be LU, LV or LYU; 陆 is LU only.
"""

from __future__ import annotations

import csv
import json
import re
import unicodedata
from collections.abc import Callable, Iterator
from functools import lru_cache
from importlib import resources
from importlib.util import find_spec
from math import log2
from pathlib import Path

from homeward.match.spelling_table import SpellingTable

# How often papers use each way, as shares of what one character is given.
_SHARE = {"pinyin": 0.6, "other_reading": 0.03, "wade-giles": 0.12, "dialect": 0.15, "by_ear": 0.003, "slip": 0.0005}
# What half of China does not tell apart in speech; who writes by ear may write the other: zh and z, -ng and -n.
_BY_EAR = (
    (re.compile("^([zcs])h"), r"\1"), (re.compile("^([zcs])(?!h)"), r"\1h"),
    (re.compile("(?<=[aei])ng$"), "n"), (re.compile("(?<=[aei])n$"), "ng"),
)  # fmt: skip
_NEVER = -60.0  # a character is a syllable: none is left out or written as a single letter
_UMLAUT = ("u", "v", "yu", "ue")
# A long vowel, and how often it is written so.
_LONG = tuple(
    (share, {ord("ō"): o, ord("ū"): u})
    for share, o, u in ((0.65, "o", "u"), (0.2, "ou", "uu"), (0.1, "oh", "u"), (0.05, "oo", "uh"))
)
_VOICED = {"sh": "j", "ch": "j", "ts": "z", "k": "g", "s": "z", "t": "d", "h": "b", "f": "b"}
_OFFICIAL = {"shi": "si", "sh": "sy", "chi": "ti", "ch": "ty", "tsu": "tu", "ji": "zi", "j": "zy", "fu": "hu"}
_INITIALS = ("zh", "ch", "sh", *"bpmfdtnlgkhjqxrzcs")


class _Spellings(dict[str, dict[str, float]]):
    """Spellings of one character, worked out when first asked for."""

    def __init__(self, spelled: Callable[[str], dict[str, float]]) -> None:
        super().__init__()
        self._spelled = spelled

    def get(self, key: str, default: object = None) -> dict[str, float]:
        if key not in self:
            self[key] = self._spelled(key)
        return self[key]


class _Certain(dict[str, float]):
    """Every character is as likely as any other: what is asked is only how it is written."""

    def get(self, key: str, default: object = None) -> float:
        return 0.0


@lru_cache(maxsize=1)
def han_table() -> SpellingTable:
    """Return the table of Chinese characters."""
    return _table(_slipped, widest=6)


@lru_cache(maxsize=1)
def kanji_table() -> SpellingTable:
    """Return the table of Chinese characters as names in Japan read them."""
    return _table(japanese, widest=9)


def _table(spelled: Callable[[str], dict[str, float]], *, widest: int) -> SpellingTable:
    units = _Spellings(spelled)
    return SpellingTable(
        script="han", units=units, alone=_Certain(), longest=1, widest=widest, dropped=_NEVER, changed=_NEVER
    )


def spellings(character: str) -> dict[str, float]:
    """Return the Latin spellings of one character with their log2 shares; empty where it is none that is known."""
    readings = [_bare(reading) for reading in _pinyin().get(str(ord(character)), "").split(",") if reading]
    shares: dict[str, float] = {}
    for place, reading in enumerate(dict.fromkeys(readings)):
        share = _SHARE["other_reading" if place else "pinyin"]
        for latin, part in _printed(reading):
            shares[latin] = shares.get(latin, 0.0) + share * part
        if place == 0:
            for latin, part in _printed(_wade_giles(reading)):
                shares[latin] = shares.get(latin, 0.0) + _SHARE["wade-giles"] * part
            for heard in [sound.sub(other, reading) for sound, other in _BY_EAR if sound.search(reading)]:
                shares[heard] = shares.get(heard, 0.0) + _SHARE["by_ear"]
    dialects = _dialects().get(character, ())
    for latin in dialects:
        shares[latin] = shares.get(latin, 0.0) + _SHARE["dialect"] / len(dialects)
    return {latin: log2(min(1.0, share)) for latin, share in shares.items()}


def _slipped(character: str) -> dict[str, float]:
    """Return the same with what a slip makes of each: a letter left out, or two that changed places."""
    found = spellings(character)
    slips: dict[str, float] = {}
    for latin, bits in found.items():
        places = range(len(latin) if len(latin) > 2 else 0)
        ways = {latin[:i] + latin[i + 1 :] for i in places} | {_turned(latin, i) for i in places[1:]}
        for slip in ways - found.keys():
            slips[slip] = max(slips.get(slip, _NEVER), bits + log2(_SHARE["slip"]))
    return found | slips


def _turned(latin: str, place: int) -> str:
    return latin[: place - 1] + latin[place] + latin[place - 1] + latin[place + 1 :]


@lru_cache(maxsize=50_000)
def one_character(latin: str, other: str) -> float:
    """Return how likely (log2) who is called by one of two Latin syllables is called by the other on another paper, as
    they spell one character: Chan and Chen. Both ways are tried, the less likely one counts.

    >>> one_character("chow", "zhou") > one_character("chow", "zhang")
    True
    """
    ours, theirs = (_characters().get(text, {}) for text in (latin, other))
    both = sum(share * theirs.get(character, 0.0) for character, share in ours.items())
    return log2(both / max(sum(ours.values()), sum(theirs.values()))) if both else _NEVER


@lru_cache(maxsize=1)
def _characters() -> dict[str, dict[str, float]]:
    """Return by Latin syllable how often each of the characters in names that dialects spell is written so."""
    found: dict[str, dict[str, float]] = {}
    for character in _dialects():
        for latin, bits in spellings(character).items():
            found.setdefault(latin, {})[character] = 2.0**bits
    return found


def japanese(character: str) -> dict[str, float]:
    """Return how names in Japan may read and write one character, with log2 shares; empty where none is known.

    Inside a name the first consonant may come out voiced, a long vowel is mostly left short, and few write as the
    official table does (si, ti, tu) where Hepburn has shi, chi, tsu.
    """
    shares: dict[str, float] = {}
    weights = {reading: 1 / (2 + place) for place, reading in enumerate(_kanji().get(character, ()))}
    for reading, weight in weights.items():
        for said, part in _said(reading):
            for share, long in _LONG:
                latin = said.translate(long)
                official = _hepburn().sub(lambda match: _OFFICIAL[match[0]], latin)
                for spelled, kept in ((latin, 0.96), (official, 0.04)):
                    shares[spelled] = shares.get(spelled, 0.0) + weight * part * share * kept
    total = sum(weights.values())
    return {latin: log2(share / total) for latin, share in shares.items()}


def _said(reading: str) -> Iterator[tuple[str, float]]:
    voiced = next((sound + reading[len(plain) :] for plain, sound in _VOICED.items() if reading.startswith(plain)), "")
    yield from ((reading, 0.88), (voiced, 0.12)) if voiced else ((reading, 1.0),)


@lru_cache(maxsize=1)
def _hepburn() -> re.Pattern[str]:
    return re.compile("|".join(_OFFICIAL))


@lru_cache(maxsize=1)
def _kanji() -> dict[str, tuple[str, ...]]:
    text = resources.files("homeward.record").joinpath("data/kanji.csv").read_text(encoding="utf-8")
    return {row["character"]: tuple(row["readings"].split()) for row in csv.DictReader(text.splitlines())}


@lru_cache(maxsize=1)
def _pinyin() -> dict[str, str]:
    """Return the readings of each character by code point, as pypinyin lists them; its phrases are left unread."""
    found = find_spec("pypinyin")
    if found is None or found.origin is None:
        raise ModuleNotFoundError("pypinyin")
    readings: dict[str, str] = json.loads(Path(found.origin).with_name("pinyin_dict.json").read_text(encoding="utf-8"))
    return readings


def _bare(reading: str) -> str:
    """Drop the tone and keep the two dots of ü."""
    marks = unicodedata.normalize("NFD", reading)
    bare = "".join(letter for letter in marks if not unicodedata.combining(letter) or letter == "\u0308")
    return unicodedata.normalize("NFC", bare)


def _printed(reading: str) -> Iterator[tuple[str, float]]:
    if "ü" not in reading:
        yield reading, 1.0
        return
    for letters in _UMLAUT:
        yield reading.replace("ü", letters), 1 / len(_UMLAUT)


@lru_cache(maxsize=1)
def _rules() -> dict[str, dict[str, str]]:
    text = resources.files("homeward.record").joinpath("data/wade-giles.csv").read_text(encoding="utf-8")
    rules: dict[str, dict[str, str]] = {"initial": {}, "final": {}, "whole": {}}
    for row in csv.DictReader(text.splitlines()):
        rules[row["part"]][row["pinyin"]] = row["spelling"]
    return rules


def _wade_giles(reading: str) -> str:
    rules = _rules()
    if reading in rules["whole"]:
        return rules["whole"][reading]
    initial = next((letters for letters in _INITIALS if reading.startswith(letters)), "")
    final = reading[len(initial) :]
    return rules["initial"].get(initial, initial) + rules["final"].get(final, final)


@lru_cache(maxsize=1)
def _dialects() -> dict[str, tuple[str, ...]]:
    """Return the spellings of a character in Cantonese, Hokkien, Teochew and Hakka papers."""
    text = resources.files("homeward.record").joinpath("data/han-dialects.csv").read_text(encoding="utf-8")
    found: dict[str, dict[str, None]] = {}
    for row in csv.DictReader(text.splitlines()):
        for character in row["characters"]:
            found.setdefault(character, {})[row["spelling"]] = None
    return {character: tuple(latin) for character, latin in found.items()}


@lru_cache(maxsize=1)
def _dialect_syllables() -> frozenset[str]:
    return frozenset(latin for spelled in _dialects().values() for latin in spelled)


# A syllable as Latin papers write one Chinese character, in pinyin; other spellings stand in the dialect table.
_SYLLABLE = re.compile(
    "(?:zh|ch|sh|[bpmfdtnlgkhjqxrzcsyw])?"
    "(?:iang|iong|uang|ang|eng|ong|iao|ian|ing|uai|uan|ai|ei|ao|ou|an|en|er|ia|ie|iu|in|ua|uo|ui|un|ue|ve|yu|[aoeiuv])"
)


@lru_cache(maxsize=50_000)
def is_syllable(latin: str) -> bool:
    """Tell whether papers of China or of the diaspora spell some character so."""
    return _SYLLABLE.fullmatch(latin) is not None or latin in _dialect_syllables()


@lru_cache(maxsize=50_000)
def is_chinese(latin: str, *, most: int = 3) -> bool:
    """Tell whether a Latin word may be one to `most` Chinese syllables; a Western given name seldom is."""
    ends = {0}
    for _ in range(most):
        ends = {end for start in ends for end in range(start + 1, start + 7) if is_syllable(latin[start:end])}
        if len(latin) in ends:
            return True
    return False
