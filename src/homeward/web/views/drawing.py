"""The picture of a pair as numbers: where each bar and mark of an SVG stands. The template puts them on the page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from homeward.web.queries.review import LineSeen, PairSeen

_HALF = 96.0
_WIDTH = 360.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """One line of a pair with its bar: `x` and `width` in a drawing 200 wide, its middle at 100."""

    line: LineSeen
    x: float
    width: float
    side: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """The sum of bits on its scale, 360 wide: the two bounds of the policy and the mark."""

    review_x: float
    same_x: float
    mark_x: float

    @property
    def width(self) -> float:
        """How wide the zone is in which a person looks."""
        return round(self.same_x - self.review_x, 1)

    @property
    def middle(self) -> float:
        """Where the word of that zone stands."""
        return round((self.review_x + self.same_x) / 2, 1)

    @property
    def mark_left(self) -> float:
        """Where the mark, 5 wide, begins."""
        return round(self.mark_x - 2.5, 1)


def bit_bars(lines: Sequence[LineSeen]) -> tuple[Bar, ...]:
    """Return a diverging bar for each line, all on one scale: against to the left, for to the right."""
    largest = max((abs(line.bits) for line in lines if line.bits is not None), default=1.0) or 1.0
    return tuple(_bar(line, largest) for line in lines)


def _bar(line: LineSeen, largest: float) -> Bar:
    width = round(abs(line.bits or 0.0) / largest * _HALF, 1)
    is_for = (line.bits or 0.0) >= 0
    return Bar(
        line=line, x=100.0 if is_for else round(100 - width, 1), width=width, side="same" if is_for else "different"
    )


def sum_scale(pair: PairSeen) -> Scale:
    """Return the scale of a pair's sum; it is as wide as the bounds, the sum and some room beside them."""
    low = min(pair.review_from_bits, pair.sum_bits, 0) - 4
    high = max(pair.same_from_bits, pair.sum_bits) + 4
    step = _WIDTH / (high - low)
    review, same, mark = (
        round((bits - low) * step, 1) for bits in (pair.review_from_bits, pair.same_from_bits, pair.sum_bits)
    )
    return Scale(review_x=review, same_x=same, mark_x=mark)
