"""The machine readable zone of travel documents: ICAO Doc 9303 parts 3 to 7.

A check digit that fits is no proof of a person, nor even of a right reading: letters and digits whose values differ
by ten pass for one another, and names carry no digit at all. What else would fit is therefore part of the answer.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from homeward.errors import InputError

_WEIGHTS = (7, 3, 1)
_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_CLEAN = re.compile(r"[A-Z0-9<]+")

# Misreadings of print and handwriting, by eye (reference 3.1 and own): each letter with those it is taken for.
CONFUSABLES = ("0OQD", "1IL", "2Z", "5S", "8SB", "6G", "VU")


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """Where the fields of one format stand: (line, first, last), from 0, last excluded. Digit fields check theirs."""

    name: str
    lines: int
    width: int
    fields: dict[str, tuple[int, int, int]]
    digits: dict[str, tuple[int, int]]
    composite: tuple[tuple[int, int, int], ...]


_LOWER = {
    "number": (1, 0, 9),
    "nationality": (1, 10, 13),
    "born": (1, 13, 19),
    "sex": (1, 20, 21),
    "expires": (1, 21, 27),
}
_LOWER_DIGITS = {"number": (1, 9), "born": (1, 19), "expires": (1, 27)}
LAYOUTS = (
    Layout(
        name="TD3",
        lines=2,
        width=44,
        fields=_LOWER | {"type": (0, 0, 2), "issuer": (0, 2, 5), "name": (0, 5, 44), "optional": (1, 28, 42)},
        digits=_LOWER_DIGITS | {"optional": (1, 42), "composite": (1, 43)},
        composite=((1, 0, 10), (1, 13, 20), (1, 21, 43)),
    ),
    Layout(
        name="TD2",
        lines=2,
        width=36,
        fields=_LOWER | {"type": (0, 0, 2), "issuer": (0, 2, 5), "name": (0, 5, 36), "optional": (1, 28, 35)},
        digits=_LOWER_DIGITS | {"composite": (1, 35)},
        composite=((1, 0, 10), (1, 13, 20), (1, 21, 35)),
    ),
    Layout(
        name="TD1",
        lines=3,
        width=30,
        fields={
            "type": (0, 0, 2),
            "issuer": (0, 2, 5),
            "number": (0, 5, 14),
            "optional": (0, 15, 30),
            "born": (1, 0, 6),
            "sex": (1, 7, 8),
            "expires": (1, 8, 14),
            "nationality": (1, 15, 18),
            "name": (2, 0, 30),
        },
        digits={"number": (0, 14), "born": (1, 6), "expires": (1, 14), "composite": (1, 29)},
        composite=((0, 5, 30), (1, 0, 7), (1, 8, 15), (1, 18, 29)),
    ),
    *(
        Layout(
            name=name,
            lines=2,
            width=width,
            fields=_LOWER | {"type": (0, 0, 2), "issuer": (0, 2, 5), "name": (0, 5, width), "optional": (1, 28, width)},
            digits=_LOWER_DIGITS,
            composite=(),
        )
        for name, width in (("MRV-A", 44), ("MRV-B", 36))
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Zone:
    """A read zone. Dates are as printed (YYMMDD, unknown parts as `<<`); `wrong` names the digits that do not fit.

    `alternatives` are other document numbers, one misread sign away, that fit the same check digit.
    """

    format: str
    type: str
    issuer: str
    number: str
    nationality: str
    born: str
    sex: str
    expires: str
    primary: str
    secondary: str
    optional: str
    wrong: tuple[str, ...]
    alternatives: tuple[str, ...]


def check_digit(text: str) -> int:
    """Return the check digit of a field: values 0-9, A-Z 10-35, filler 0; weights 7, 3, 1; modulo 10.

    >>> check_digit("L898902C3")
    6
    """
    return sum(max(_ALPHABET.find(sign), 0) * _WEIGHTS[i % 3] for i, sign in enumerate(text)) % 10


def confusable_numbers(number: str) -> tuple[str, ...]:
    """Return the numbers that one misread sign away have the same check digit, in order.

    >>> confusable_numbers("L898902C3")[0]
    '1898902C3'
    """
    digit = check_digit(number)
    swaps = (
        number[:i] + other + number[i + 1 :]
        for i, sign in enumerate(number)
        for family in CONFUSABLES
        if sign in family
        for other in family
        if other != sign
    )
    return tuple(sorted({swap for swap in swaps if check_digit(swap) == digit}))


def read_mrz(lines: Sequence[str]) -> Zone:
    """Read the two or three lines of a zone; input.bad-value where they have no known shape.

    Blanks inside a line are dropped. A digit that does not fit is named in `wrong`, not refused.
    """
    clean = [line.replace(" ", "").upper() for line in lines if line.strip()]
    layout = next((each for each in LAYOUTS if _fits(clean, each)), None)
    if layout is None:
        raise InputError("input.bad-value", "a machine readable zone has 2 lines of 44 or 36 signs, or 3 of 30")
    part = {name: clean[line][first:last] for name, (line, first, last) in layout.fields.items()}
    number, optional, wrong = _check(clean, layout, part)
    primary, _, secondary = part["name"].partition("<<")
    return Zone(
        format=layout.name,
        type=part["type"].strip("<"),
        issuer=part["issuer"].strip("<"),
        number=number,
        nationality=part["nationality"].strip("<"),
        born=part["born"],
        sex={"M": "M", "F": "F"}.get(part["sex"], "X"),
        expires=part["expires"],
        primary=primary.replace("<", " ").strip(),
        secondary=secondary.replace("<", " ").strip(),
        optional=optional.strip("<"),
        wrong=wrong,
        alternatives=confusable_numbers(number),
    )


def _fits(lines: Sequence[str], layout: Layout) -> bool:
    if len(lines) != layout.lines or any(len(line) != layout.width or not _CLEAN.fullmatch(line) for line in lines):
        return False
    is_visa = lines[0].startswith("V")
    return is_visa == layout.name.startswith("MRV") or layout.lines == 3


def _check(lines: Sequence[str], layout: Layout, part: dict[str, str]) -> tuple[str, str, tuple[str, ...]]:
    """Return number, optional data, and the digits that do not fit. A long number goes on in the optional data."""
    number, optional = part["number"], part["optional"]
    texts = dict(part)
    texts["composite"] = "".join(lines[line][first:last] for line, first, last in layout.composite)
    printed = {name: lines[line][column] for name, (line, column) in layout.digits.items()}
    if printed["number"] == "<" and optional.strip("<"):
        tail, _, rest = optional.partition("<")
        number, optional = number + tail[:-1], rest
        texts["number"], printed["number"] = number, tail[-1:]
    wrong = tuple(
        name
        for name, digit in printed.items()
        if digit != str(check_digit(texts[name])) and not (digit == "<" and not texts[name].strip("<"))
    )
    return number.strip("<"), optional, wrong
