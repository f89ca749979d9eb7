"""Numbers by pattern, whole columns at a time: documents with their checksums, telephones, postcodes.

A pattern is a row of signs: `#` a digit, `@` a letter, `{...}` a token, anything else itself. Tokens: `{code}` the home
place's code; `{yyyy} {yy} {mm} {dd}` the birth date, `{dd40}` and `{ddd500}` with the sex added to the day of the month
or of the year; `{odd} {mf} {1m} {5m} {8m} {century} {uz}` the sex in the country's way; `{2-9}`; and the check digits
`{mod11-2} {verhoeff} {luhn} {th} {tw} {731}` over all signs before them (reference 3.9).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Signs = npt.NDArray[np.uint8]
Integers = npt.NDArray[np.int64]

_TOKEN = re.compile(r"\{[^}]+\}|.")
_ZERO = ord("0")


@dataclass(frozen=True, slots=True, kw_only=True)
class Holders:
    """Whose numbers are made: one array element for each person."""

    born: npt.NDArray[np.datetime64]
    female: npt.NDArray[np.bool_]
    codes: npt.NDArray[np.str_]


def make_numbers(pattern: str, rng: np.random.Generator, *, holders: Holders) -> list[str]:
    """Return a number by the pattern for every holder; empty texts for an empty pattern."""
    count = len(holders.female)
    signs: Signs = np.empty((count, 0), dtype=np.uint8)
    for part in _TOKEN.findall(pattern):
        signs = np.hstack([signs, _signs(part, rng, holders=holders, before=signs)])
    if not count or not signs.shape[1]:
        return [""] * count
    text, width = signs.tobytes().decode("ascii"), signs.shape[1]
    return [text[at : at + width] for at in range(0, len(text), width)]


def make_from_templates(templates: npt.NDArray[np.str_], rng: np.random.Generator) -> list[str]:
    """Return each template with its `#` replaced by random digits (postcodes: every place has its own)."""
    out = np.empty(len(templates), dtype=object)
    nobody = np.zeros(len(templates), dtype=bool)
    for template in np.unique(templates):
        rows = np.flatnonzero(templates == template)
        holders = Holders(born=nobody[rows], female=nobody[rows], codes=templates[rows])
        out[rows] = make_numbers(str(template), rng, holders=holders)
    return list(out.tolist())


def _signs(part: str, rng: np.random.Generator, *, holders: Holders, before: Signs) -> Signs:
    count = len(holders.female)
    name = part.strip("{}")
    if part in _RANDOM:
        first, last = _RANDOM[part]
        return rng.integers(ord(first), ord(last) + 1, (count, 1), dtype=np.uint8)
    if name == "code":
        codes = holders.codes.astype("S")
        return codes.view(np.uint8).reshape(count, codes.dtype.itemsize)
    if name in _CHECKS:
        return _CHECKS[name](before)
    if name in _HOLDER:
        width, value = _HOLDER[name]
        return _digits(value(holders), width)
    if name == "mf":
        return np.where(holders.female, ord("F"), ord("M")).astype(np.uint8)[:, None]
    if len(part) > 1:
        raise ValueError(f"a pattern has no {part}")
    return np.full((count, 1), ord(part), dtype=np.uint8)


# What stands for a random sign: from, to.
_RANDOM = {"#": ("0", "9"), "@": ("A", "Z"), "{2-9}": ("2", "9")}


def _digits(values: Integers, width: int) -> Signs:
    powers = 10 ** np.arange(width - 1, -1, -1)
    return ((values[:, None] // powers) % 10 + _ZERO).astype(np.uint8)


def _year(holders: Holders) -> Integers:
    years: Integers = holders.born.astype("datetime64[Y]").astype(np.int64)
    return years + 1970


def _month(holders: Holders) -> Integers:
    months: Integers = holders.born.astype("datetime64[M]").astype(np.int64)
    return months % 12 + 1


def _day(holders: Holders) -> Integers:
    days: Integers = (holders.born - holders.born.astype("datetime64[M]")).astype(np.int64)
    return days + 1


def _day_of_year(holders: Holders) -> Integers:
    days: Integers = (holders.born - holders.born.astype("datetime64[Y]")).astype(np.int64)
    return days + 1


def _leap_day_of_year(holders: Holders) -> Integers:
    """Return the day of the year as Sri Lanka counts it: every year has a 29 February."""
    year = _year(holders)
    is_leap = (year % 4 == 0) & ((year % 100 != 0) | (year % 400 == 0))
    days: Integers = _day_of_year(holders) + (~is_leap & (_month(holders) > 2))
    return days


def _serial(holders: Holders) -> Integers:
    """Return a digit that differs between people without asking the generator: the day's last digit."""
    return holders.born.astype("datetime64[D]").astype(np.int64) % 5


# Each token's width and value. The sex digits: odd for men; 5 to 9 for men; 8 for men, 7 for women; 1 and 2.
_HOLDER: dict[str, tuple[int, Callable[[Holders], Integers]]] = {
    "yyyy": (4, _year),
    "yy": (2, lambda h: _year(h) % 100),
    "mm": (2, _month),
    "dd": (2, _day),
    "dd40": (2, lambda h: _day(h) + 40 * h.female),
    "ddd500": (3, lambda h: _leap_day_of_year(h) + 500 * h.female),
    "odd": (1, lambda h: 2 * (_serial(h) % 4) + 1 + h.female),
    "1m": (1, lambda h: 1 + h.female.astype(np.int64)),
    "5m": (1, lambda h: _serial(h) + 5 * ~h.female),
    "8m": (1, lambda h: 8 - h.female.astype(np.int64)),
    "century": (1, lambda h: 2 * (_year(h) >= 2000) + h.female),
    "uz": (1, lambda h: 3 + 2 * (_year(h) >= 2000) + h.female),
}


def _weighted(before: Signs, weights: list[int]) -> Integers:
    total: Integers = (before.astype(np.int64) - _ZERO) @ np.array(weights[: before.shape[1]])
    return total


def _mod_11_2(before: Signs) -> Signs:
    rest = _weighted(before, [2 ** (17 - place) % 11 for place in range(17)]) % 11
    return np.frombuffer(b"10X98765432", dtype=np.uint8)[rest][:, None]


def _luhn(before: Signs) -> Signs:
    digits = before.astype(np.int64) - _ZERO
    doubled = digits[:, ::-1].copy()
    doubled[:, ::2] *= 2
    return _digits(-(doubled // 10 + doubled % 10).sum(axis=1) % 10, 1)


def _thai(before: Signs) -> Signs:
    return _digits((11 - _weighted(before, list(range(13, 1, -1))) % 11) % 10, 1)


def _seven_three_one(before: Signs) -> Signs:
    return _digits(_weighted(before, [7, 3, 1] * 5) % 10, 1)


def _taiwanese(before: Signs) -> Signs:
    letters = np.array(["ABCDEFGHJKLMNPQRSTUVXYWZIO".index(chr(sign)) + 10 for sign in before[:, 0]])
    total = letters // 10 + letters % 10 * 9 + _weighted(before[:, 1:], [8, 7, 6, 5, 4, 3, 2, 1])
    return _digits(-total % 10, 1)


def _dihedral() -> tuple[Integers, Integers]:
    """Return Verhoeff's multiplication table (of the group of a pentagon) and his permutations by place."""
    turn, rows = np.arange(5), []
    for left in range(10):
        kept, flipped = (turn + left) % 5, (left - turn) % 5
        rows.append(np.concatenate([kept, kept + 5]) if left < 5 else np.concatenate([flipped + 5, flipped]))
    step = np.array([1, 5, 7, 6, 2, 8, 3, 0, 9, 4])
    permutations = [np.arange(10)]
    for _ in range(7):
        permutations.append(step[permutations[-1]])
    return np.array(rows), np.array(permutations)


_TIMES, _PERMUTED = _dihedral()


def _verhoeff(before: Signs) -> Signs:
    check = np.zeros(len(before), dtype=np.int64)
    for place, column in enumerate(before[:, ::-1].astype(np.int64).T - _ZERO, start=1):
        check = _TIMES[check, _PERMUTED[place % 8][column]]
    inverse = np.argmax(_TIMES == 0, axis=1)
    return _digits(inverse[check], 1)


_CHECKS: dict[str, Callable[[Signs], Signs]] = {
    "mod11-2": _mod_11_2,
    "luhn": _luhn,
    "th": _thai,
    "731": _seven_three_one,
    "tw": _taiwanese,
    "verhoeff": _verhoeff,
}
