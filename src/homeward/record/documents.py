"""Document numbers: what kind they may be, their canonical form, and what they ask.

The formats are rows of `data/documents.csv`. A birth date or a sex inside a number that differs from what was said
is a question for an interview, never evidence; a checksum that fits never raises certainty.
"""

from __future__ import annotations

import importlib
import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from homeward.record.calendars import table
from homeward.record.datewords import plain_digits

_LABEL = re.compile(
    r"^\s*(?:passport|pp|ppt|p/p|travel document|nic|nid|cnic|nik|nrc|cccd|id(?:entity)?(?: card)?|护照|身份证|"
    r"หนังสือเดินทาง|နိုင်ငံကူးလက်မှတ်|hộ chiếu|ፓስፖርት)\s*(?:no|number|nr|num|号|号码)?\s*[.:#：]+\s*",
    re.IGNORECASE,
)
_SIGNS = re.compile(r"[^0-9A-Z]")
# S may be 5 and 8, so both fall together: a key finds candidates, it does not tell them apart.
_SKELETON = str.maketrans("OQDILZSB5GU", "0001128886V")


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A read document number.

    `issuer` is alpha-3, empty where the number fits several issuers or none. `born` (partial ISO dates) and `sex`
    are what the number says of its holder. `checksum` is "fits", "does not fit", or "none" where there is no rule.
    """

    kind: str
    number: str
    issuer: str = ""
    born: tuple[str, ...] = ()
    sex: str = ""
    checksum: str = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Format:
    issuer: str
    kind: str
    pattern: re.Pattern[str]
    check: str
    sex: str
    born: str


def canonical_number(text: str) -> str:
    """Return the number's capital letters and digits, without the label before it.

    >>> canonical_number("Passport No: e-12 345 678"), canonical_number("၁၂/KaMaYa(N)123456")
    ('E12345678', '12KAMAYAN123456')
    """
    plain = _LABEL.sub("", plain_digits(text))
    return _SIGNS.sub("", unicodedata.normalize("NFKD", plain).upper())


def confusable(number: str) -> str:
    """Return the form that all likely misreadings of a number share: G and 6, L, I and 1, S, 8 and B, O and 0 …

    >>> confusable("G8Z10") == confusable("6BZLO"), confusable("G8Z10") == confusable("G8Z11")
    (True, False)
    """
    return canonical_number(number).translate(_SKELETON)


@lru_cache(maxsize=1)
def _formats() -> tuple[_Format, ...]:
    return tuple(
        _Format(
            issuer=row["issuer"],
            kind=row["kind"],
            pattern=re.compile(row["pattern"]),
            check=row["check"],
            sex=row["sex"],
            born=row["born"],
        )
        for row in table("documents.csv")
    )


def read_document(text: str, *, home: str = "") -> Document:
    """Read a document number. `home` (alpha-3) settles which of the formats that fit is meant.

    Without it a number is called by an issuer only where a single format fits, checksum included. Kind is "unknown"
    where nothing fits.
    """
    number = canonical_number(text)
    fitting = [(form, match) for form in _formats() if (match := form.pattern.fullmatch(number))]
    of_home = [(form, match) for form, match in fitting if form.issuer == home and home]
    if of_home:
        return _described(*of_home[0], number)
    issued = [(form, match) for form, match in fitting if form.issuer and _checksum(form, number) != "does not fit"]
    passports = [form for form, _ in fitting if not form.issuer]
    if len(issued) == 1 and not passports:
        return _described(*issued[0], number)
    return Document(kind="passport" if passports else "unknown", number=number)


def _described(form: _Format, match: re.Match[str], number: str) -> Document:
    part = {name: value for name, value in match.groupdict().items() if value}
    return Document(
        kind=form.kind,
        number=number,
        issuer=form.issuer,
        born=_BORN[form.born](part) if form.born and part else (),
        sex=_SEX[form.sex](part) if form.sex and part else "",
        checksum=_checksum(form, number),
    )


def _checksum(form: _Format, number: str) -> str:
    if not form.check:
        return "none"
    return "fits" if importlib.import_module(f"stdnum.{form.check}").is_valid(number) else "does not fit"


def _years(part: dict[str, str]) -> list[int]:
    """Return the years a number may mean; two digits leave the century open, and both are kept."""
    if "year" in part:
        return [int(part["year"])]
    centuries = [1900 + 100 * (int(part["century"]) // 2)] if "century" in part else [1900, 2000]
    return [century + int(part["yy"]) for century in centuries]


def _exact(part: dict[str, str]) -> tuple[str, ...]:
    day = int(part["day"])
    found = []
    for year in _years(part):
        try:
            found.append(date(year, int(part["month"]), day - 40 if day > 40 else day).isoformat())
        except ValueError:
            continue
    return tuple(found)


def _ordinal(part: dict[str, str]) -> tuple[str, ...]:
    """Return the date of a day of the year, counted as if every year had a 29 February."""
    day = int(part["ordinal"]) % 500
    if not 1 <= day <= 366:
        return ()
    in_leap_year = date(2000, 1, 1) + timedelta(days=day - 1)
    try:
        return tuple(in_leap_year.replace(year=year).isoformat() for year in _years(part))
    except ValueError:
        return ()


_BORN: dict[str, Callable[[dict[str, str]], tuple[str, ...]]] = {
    "date": _exact,
    "ordinal": _ordinal,
    "year": lambda part: tuple(str(year) for year in _years(part)) if {"year", "yy"} & set(part) else (),
}
_SEX: dict[str, Callable[[dict[str, str]], str]] = {
    "odd-m": lambda part: "M" if int(part["sex"]) % 2 else "F",
    "1-m": lambda part: "M" if part["sex"] == "1" else "F",
    "5-m": lambda part: "M" if int(part["sex"]) >= 5 else "F",
    "8-m": lambda part: "M" if part["sex"] == "8" else "F",
    "letter": lambda part: part["sex"],
    "day+40-f": lambda part: "F" if int(part["day"]) > 40 else "M",
    "ordinal+500-f": lambda part: "F" if int(part["ordinal"]) > 500 else "M",
    "century-even-m": lambda part: "F" if int(part["century"]) % 2 else "M",
}


def questions(document: Document, *, born: Sequence[str] = (), sex: str = "") -> tuple[str, ...]:
    """Return what an interviewer should ask because the number says otherwise; no value stands in the sentences."""
    asked = []
    if document.born and born and not any(_agree(left, right) for left in document.born for right in born):
        asked.append("The number holds another birth date than the one stated. Whose number is it, or which is right?")
    if document.sex and sex and document.sex != sex:
        asked.append("The number holds another sex than the one stated. Whose number is it, or which is right?")
    if document.checksum == "does not fit":
        asked.append("The number's check digit does not fit. May the paper be seen again?")
    return tuple(asked)


def _agree(left: str, right: str) -> bool:
    return left.startswith(right) or right.startswith(left)
