"""What a written date says, before any calendar is asked: its numbers, a month's name, an era, "about"."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from homeward.record.calendars import table

_CHINESE_DIGITS = {sign: str(value) for value, sign in enumerate("〇一二三四五六七八九")} | {"零": "0"}
_CHINESE = re.compile("[〇零一二三四五六七八九十廿]+")
_BURMESE_ZERO = re.compile("(?<=[\u1040-\u1049\u101d])\u101d|\u101d(?=[\u1040-\u1049])")  # the letter wa, typed for it
_AGE_BESIDE = re.compile(r"[(（]\s*\d{1,2}\s*[^\d()（）]*[)）]$")
_CLOCK = re.compile(r"[ t]\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?( ?[ap]m)?( ?z| ?[+-]\d{2}:?\d{2})?$")
_ORDINAL = re.compile(r"(?<=\d)(st|nd|rd|th|er|º)\b")
_MASKED = re.compile(r"(?<!\w)(?:xx|\?\?|\*\*)(?!\w)")  # a part that is not known
_FOUR = re.compile(r"\d{4}")
_NUMBERS_ONLY = re.compile(r"[\d\s./,;\-–]+")
_ONE_WORD = re.compile(r"([\d\s./,\-–]*)([^\W\d_]+)\.?([\d\s./,\-–]*)")
_ABOUT = re.compile(r"\b(abt|about|approx|approximately|around|circa|ca|est|estimated|c)\b\.?|[~≈±約约]|ประมาณ|ခန့်")
# Words that say what a number is, or which day of the week it was: they decide nothing.
_FILLING = re.compile(
    r"\b(of|the|day|month|year|born|on|in|de|du|le|ngày|năm|tanggal|mon|tue|tues|wed|thu|thur|thurs|fri|sat|sun|"
    r"monday|tuesday|wednesday|thursday|friday|saturday|sunday|dob|y|г|года|р|року)\b|วันที่|เดือน|ปี|ခုနှစ်|ခုနစ်|ရက်နေ့|ရက်|နေ့|"
    r"साल|गते|মাস|年|月|日|號|号|년|월|일|生|ቀን|ዓመት|ዓ"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """The parts of a written date. `month` is (calendar, number) where a month's name stood, with where it stood."""

    numbers: tuple[str, ...]
    month: tuple[str, int] | None = None
    eras: frozenset[str] = frozenset()


def plain_digits(text: str) -> str:
    """Return the text with every script's decimal digits, and Chinese numerals, as 0 to 9, in NFKC.

    >>> plain_digits("၁၂.၃.၂၀၀၇"), plain_digits("一九九八年十二月廿三日")
    ('12.3.2007', '1998年12月23日')
    """
    if text.isascii():
        return text
    text = _BURMESE_ZERO.sub("\u1040", unicodedata.normalize("NFKC", text))
    digits = "".join(str(unicodedata.decimal(c)) if c.isdecimal() else c for c in text)
    return _CHINESE.sub(lambda match: _chinese_number(match[0]), digits)


def _chinese_number(numeral: str) -> str:
    numeral = numeral.replace("廿", "二十")
    if "十" not in numeral:
        return "".join(_CHINESE_DIGITS[sign] for sign in numeral)
    tens, _, ones = numeral.partition("十")
    return (_CHINESE_DIGITS.get(tens, "1") if len(tens) < 2 else tens) + _CHINESE_DIGITS.get(ones, "0")


def _fold(word: str) -> str:
    return unicodedata.normalize("NFKC", word).casefold()


def _pattern(words: list[str]) -> re.Pattern[str]:
    """Match any of the words, the longest first; where letters part words by blanks, only a whole word."""
    ordered = sorted(words, key=len, reverse=True)
    return re.compile("|".join(_guarded(word) for word in ordered))


def _guarded(word: str) -> str:
    if word[0].isdigit():
        return rf"(?<!\d){re.escape(word)}"
    if unicodedata.name(word[0]).startswith(("LATIN", "CYRILLIC")):
        return rf"(?<![^\W\d_]){re.escape(word)}(?![^\W\d_])"
    return re.escape(word)


@lru_cache(maxsize=1)
def _months() -> tuple[dict[str, tuple[str, int]], re.Pattern[str]]:
    words = {
        _fold(word): (row["calendar"], int(row["month"]))
        for row in table("months.csv")
        for word in row["words"].split("|")
    }
    return words, _pattern(list(words))


@lru_cache(maxsize=1)
def _eras() -> tuple[dict[str, str], re.Pattern[str]]:
    words = {_fold(word): row["calendar"] for row in table("eras.csv") for word in row["words"].split("|")}
    return words, _pattern(list(words))


def read_parts(text: str) -> Written | None:
    """Return the parts of a written date, or None where a word stands in it that no table knows."""
    plain = _CLOCK.sub("", _ORDINAL.sub("", plain_digits(text).strip().casefold()))
    if _FOUR.search(plain):  # else a year may be what is not known
        plain = _MASKED.sub("00", plain)
    plain = _AGE_BESIDE.sub("", plain).strip()
    if _NUMBERS_ONLY.fullmatch(plain):
        return Written(numbers=tuple(re.findall(r"\d+", plain)))
    month_words, month_pattern = _months()
    single = _ONE_WORD.fullmatch(plain)
    if single and single[2] in month_words:  # most dates with a month's name; the way below takes ten times as long
        return Written(numbers=tuple(re.findall(r"\d+", f"{single[1]} {single[3]}")), month=month_words[single[2]])
    era_words, era_pattern = _eras()
    eras = frozenset(era_words[word] for word in era_pattern.findall(plain))
    plain = era_pattern.sub(" ", plain)
    months = month_pattern.findall(plain)
    rest = _FILLING.sub(" ", _ABOUT.sub(" ", month_pattern.sub(" ", plain)))
    if len(set(months)) > 1 or any(c.isalpha() for c in rest) or len(eras) > 1:
        return None
    month = month_words[months[0]] if months else None
    return Written(numbers=tuple(re.findall(r"\d+", rest)), month=month, eras=eras)
