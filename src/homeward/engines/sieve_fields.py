"""What dates, numbers and single values promise, over columns: never less than they come to in `match.compare`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial

import numpy as np
import numpy.typing as npt

from homeward.engines.pairs import Numbers, beside
from homeward.match.compare.codes import fold_shapes, shape
from homeward.match.compare.dates import APART
from homeward.match.compare.pair import level_bits
from homeward.match.features import Features
from homeward.match.model import Model
from homeward.match.rarity import rare_bits

Bits = npt.NDArray[np.float32]
Letters = npt.NDArray[np.int64]
# Days that say no more than a year in some lists; here they count as day and as year, whichever promises more.
_PLACEHOLDERS = ("-01-01", "-09-11", "-09-12")
_MAYBE_YEAR, _ONLY_YEAR = 1, 2
_LONGEST = 24  # letters of a number


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One attribute: the values of each record, those of the first from `start[0]` on, and what two promise."""

    start: Numbers
    values: Letters
    worth: Callable[[Letters, Letters], Bits]


def make_fields(records: Sequence[Features], model: Model) -> tuple[Field, ...]:
    """Return the attributes of records that are no names."""
    weights, shapes = model.weights, dict[str, int]()
    values = {
        "born": [[_date_letters(text) for text in record.born] for record in records],
        "document": [[_code_letters(code, shapes) for code in record.documents] for record in records],
        "phone": [[_code_letters(code, shapes) for code in record.phones] for record in records],
        "arrived": [[[date.fromisoformat(text).toordinal()] for text in record.arrived] for record in records],
    }
    worth = {"born": _dates, "document": _codes, "phone": _codes, "arrived": _arrivals}
    fields = [_field(found, partial(worth[name], weights[name])) for name, found in values.items()]
    return (*fields, *(_single(records, attribute, model) for attribute in ("sex", "nationality", "postcode")))


def of_field(field: Field, left: Numbers, right: Numbers) -> Bits:
    """Return the most that values of the two records promise, 0 where one has none."""
    pair, one, other = beside(field.start, left, right)
    best = np.zeros(len(left), dtype=np.float32)
    if len(pair):
        worth = field.worth(field.values.take(one, axis=0), field.values.take(other, axis=0))
        first = np.flatnonzero(np.diff(pair, prepend=-1))
        best[pair.take(first)] = np.maximum.reduceat(worth, first)
    return best


def _field(values: Iterable[Sequence[Sequence[int]]], worth: Callable[[Letters, Letters], Bits]) -> Field:
    held = list(values)
    start = np.concatenate([[0], np.cumsum([len(found) for found in held])]).astype(np.int64)
    flat = [letters for found in held for letters in found]
    return Field(start=start, values=np.array(flat, dtype=np.int64, ndmin=2), worth=worth)


def _single(records: Sequence[Features], attribute: str, model: Model) -> Field:
    """An attribute of one value: worth its rarity where it is the same, what the model says where it is not."""
    numbers: dict[str, int] = {}
    texts = [getattr(record, attribute) for record in records]
    values = [[[numbers.setdefault(text, len(numbers))]] if text else [] for text in texts]
    weights = model.weights[attribute]
    rare = [rare_bits(model.rarity.share(attribute, text, unknown=0.01)) for text in numbers]
    same = np.array([weights.get("same", bits) for bits in rare], dtype=np.float32)
    unlike = np.float32(max(weights["different"], weights.get("near", weights["different"])))

    def worth(here: Letters, there: Letters) -> Bits:
        return np.where(here[:, 0] == there[:, 0], same[here[:, 0]], unlike)

    return _field(values, worth)


def _date_letters(text: str) -> list[int]:
    """Return the eight digits of a date, half a byte each and 0 where it has none, the same with month and day turned
    round, their sum, the year, and how surely it is more than a year."""
    sure = _ONLY_YEAR if len(text) < 10 else _MAYBE_YEAR if text[4:] in _PLACEHOLDERS else 0
    digits = text.replace("-", "").ljust(8, "0")
    turned = f"{digits[:4]}{digits[6:]}{digits[4:6]}"
    return [int(digits, 16), int(turned, 16), sum(map(int, digits)), int(digits[:4]), sure]


def _dates(weights: Mapping[str, float], here: Letters, there: Letters) -> Bits:
    (digits, _, total, year, vague), (others, turned, other_total, other_year, other_vague) = here.T, there.T
    unlike = digits ^ others
    unlike |= unlike >> 1
    unlike |= unlike >> 2
    apart = np.bitwise_count(unlike & 0x11111111)
    # Two neighbours that changed places differ twice, and their digits have one sum.
    is_near = (apart == 1) | ((apart == 2) & (total == other_total))
    day = np.select(
        [apart == 0, digits == turned, is_near, apart == 2],
        [max(weights.values()), weights["swapped"], weights["near"], level_bits(weights, "digits")],
        weights["different"],
    )
    sure = np.maximum(vague, other_vague)
    if not sure.any():
        return day.astype(np.float32)
    years = np.abs(year - other_year)
    by_year = np.select([years == 0, years <= 2], [weights["year"], weights["about"]], weights["different"])
    return np.select([sure == 0, sure == _ONLY_YEAR], [day, by_year], np.maximum(day, by_year)).astype(np.float32)


def _code_letters(code: str, shapes: dict[str, int]) -> list[int]:
    """Return a number's length, kind, and letters with misreadings folded, from the front and from the back."""
    folded = [ord(letter) for letter in fold_shapes(code)[:_LONGEST]]
    space = [0] * (_LONGEST - len(folded))
    return [len(folded), shapes.setdefault(shape(code), len(shapes)), *folded, *space, *reversed(folded), *space]


def _codes(weights: Mapping[str, float], here: Letters, there: Letters) -> Bits:
    equal = here[:, 2:] == there[:, 2:]
    ahead, behind = _alike(equal[:, :_LONGEST]), _alike(equal[:, _LONGEST:])
    longest = np.maximum(here[:, 0], there[:, 0])
    is_near = (ahead + behind >= longest - 2) & (np.abs(here[:, 0] - there[:, 0]) <= 1)
    unlike = np.where(here[:, 1] == there[:, 1], weights.get("rival", weights["different"]), weights["different"])
    return np.select([ahead == _LONGEST, is_near], [weights["same"], weights["near"]], unlike).astype(np.float32)


def _alike(equal: npt.NDArray[np.bool_]) -> Numbers:
    """Return how many letters are equal before the first that is not."""
    found: Numbers = np.where(equal.all(axis=1), equal.shape[1], equal.argmin(axis=1))
    return found


def _arrivals(weights: Mapping[str, float], here: Letters, there: Letters) -> Bits:
    bits = [weights[level] for level, _ in APART]
    apart = np.abs(here[:, 0] - there[:, 0])
    return np.select([apart <= most for _, most in APART], bits).astype(np.float32)
