"""Bars: what waits on whom, how long states take, and what speaks for and against a pair."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from homeward.render.svg_parts import HEAD, box, breadth, frame, people, rule, words

WIDTH = 640.0
ROW = 34.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """One bar: what, how many, and a few quiet words after it. `tone` is a colour's name (waiting, overdue …)."""

    label: str
    value: int
    note: str = ""
    tone: str = "accent"


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """One state's waiting time in days: half of its people wait longer than the median, one as long as the oldest."""

    label: str
    waiting: int
    median_days: float
    oldest_days: int
    overdue: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Bits:
    """One attribute of a pair: evidence in bits (right same, left different; None: nothing to compare)."""

    label: str
    bits: float | None


def horizontal_bars(rows: Sequence[Bar], *, title: str, width: float = WIDTH) -> str:
    """Draw one bar a row in the given order, the number at its end and the note after it."""
    notes = [f"{people(row.value)} {row.note}" for row in rows]
    left, room = _rooms([row.label for row in rows], notes, width=width)
    most = max((row.value for row in rows), default=1) or 1
    body = []
    for place, row in enumerate(rows):
        y = HEAD + place * ROW
        length = room * row.value / most
        body.append(words(row.label, x=left - 12, y=y + 20, anchor="end"))
        body.append(box(x=left, y=y + 5, width=max(length, 1 if row.value else 0), height=22, tone=row.tone))
        figure = people(row.value)
        body.append(words(figure, x=left + length + 8, y=y + 21, weight=650))
        after = left + length + 8 + breadth(figure) * 1.12 + 8
        body.append(words(row.note, x=after, y=y + 21, size=13, tone="quiet"))
    body.append(rule(x1=left, y1=HEAD, x2=left, y2=HEAD + len(rows) * ROW, tone="quiet"))
    return frame(body, title=title, width=width, height=HEAD + len(rows) * ROW + 6)


def ageing_spans(rows: Sequence[Span], *, title: str, width: float = WIDTH) -> str:
    """Draw per state a line of days up to its oldest open question, with a dot at the median."""
    notes = [_span_note(row) for row in rows]
    left, room = _rooms([row.label for row in rows], notes, width=width)
    most = max((row.oldest_days for row in rows), default=1) or 1
    body = _day_rules(most, left=left, room=room, height=len(rows) * ROW)
    for place, (row, note) in enumerate(zip(rows, notes, strict=True)):
        y = HEAD + place * ROW + 16
        tone = "overdue" if row.overdue else "waiting"
        oldest, middle = left + room * row.oldest_days / most, left + room * row.median_days / most
        body.append(words(row.label, x=left - 12, y=y + 5, anchor="end"))
        body.append(box(x=left, y=y - 2, width=oldest - left, height=4, tone=tone))
        body.append(_dot(x=middle, y=y, tone=tone))
        body.append(words(note, x=oldest + 10, y=y + 5, size=13, tone=tone if row.overdue else "quiet"))
    legend = "Days. Dot: half of the people wait longer than this. End of the line: the longest wait."
    bottom = HEAD + len(rows) * ROW
    body.append(words(legend, x=0, y=bottom + 38, size=12, tone="quiet"))
    return frame(body, title=title, width=width, height=bottom + 44)


def bits_bars(
    rows: Sequence[Bits], *, title: str, undecided_from: float, same_from: float, width: float = WIDTH
) -> str:
    """Draw a pair's evidence: the sum on top against the bounds of the policy, then one bar per attribute."""
    total = sum(row.bits for row in rows if row.bits is not None)
    left, _ = _rooms([row.label for row in rows] + ["together"], (), width=width)
    reach = max(
        [abs(total), abs(same_from), abs(undecided_from), *(abs(r.bits) for r in rows if r.bits is not None), 1.0]
    )
    middle, room = left + (width - left) / 2, (width - left) / 2 - 52
    unit = room / reach
    body = [
        words("speaks for different", x=middle - 10, y=HEAD + 4, size=12, tone="quiet", anchor="end"),
        words("speaks for same", x=middle + 10, y=HEAD + 4, size=12, tone="quiet"),
    ]
    top = HEAD + 14
    body += _diverging(Bits(label="together", bits=total), y=top, middle=middle, unit=unit, left=left, is_sum=True)
    for bound, name in ((undecided_from, "undecided"), (same_from, "same")):
        x = middle + unit * bound
        body.append(rule(x1=x, y1=top, x2=x, y2=top + 30, tone="ink", dash="3 2"))
        anchor = "end" if name == "undecided" else "start"
        nudge = -4 if name == "undecided" else 4
        body.append(words(f"{name} from {bound:.1f}", x=x + nudge, y=top + 42, size=12, tone="quiet", anchor=anchor))
    for place, row in enumerate(rows):
        body += _diverging(row, y=top + 52 + place * 28, middle=middle, unit=unit, left=left, is_sum=False)
    bottom = top + 52 + len(rows) * 28
    body.append(rule(x1=middle, y1=top, x2=middle, y2=bottom, tone="quiet"))
    return frame(body, title=title, width=width, height=bottom + 8)


def _diverging(row: Bits, *, y: float, middle: float, unit: float, left: float, is_sum: bool) -> list[str]:
    height, weight = (24, 650) if is_sum else (18, 400)
    label = words(row.label, x=left - 12, y=y + height / 2 + 5, anchor="end", weight=weight)
    if row.bits is None:
        return [label, words("nothing to compare", x=middle + 8, y=y + height / 2 + 5, size=13, tone="quiet")]
    length = abs(row.bits) * unit
    is_same = row.bits >= 0
    bar = box(
        x=middle if is_same else middle - length,
        y=y,
        width=length,
        height=height,
        tone="accent" if is_same else "stopped",
    )
    at, anchor = (middle + length + 6, "start") if is_same else (middle - length - 6, "end")
    figure = f"{row.bits:+.1f}".replace("-", "−")
    return [label, bar, words(figure, x=at, y=y + height / 2 + 5, size=13, anchor=anchor, weight=weight)]


def _span_note(row: Span) -> str:
    late = f" · {people(row.overdue)} overdue" if row.overdue else ""
    return f"{row.oldest_days} days · {people(row.waiting)} wait{late}"


def _rooms(labels: Sequence[str], notes: Sequence[str], *, width: float) -> tuple[float, float]:
    """Return where the bars begin, right of their labels, and how long the longest may be, left of their notes."""
    left = min(max((breadth(label) for label in labels), default=0) + 20, width * 0.45)
    return left, max(width - left - max((breadth(note, size=13) for note in notes), default=0) - 20, 40)


def _day_rules(most: int, *, left: float, room: float, height: float) -> list[str]:
    step = next((step for step in (1, 2, 5, 7, 14, 30, 60, 120) if most / step <= 6), 365)
    body = []
    for day in range(0, most + 1, step):
        x = left + room * day / most
        body.append(rule(x1=x, y1=HEAD, x2=x, y2=HEAD + height))
        body.append(words(str(day), x=x, y=HEAD + height + 16, size=12, tone="quiet", anchor="middle"))
    return body


def _dot(*, x: float, y: float, tone: str) -> str:
    return box(x=x - 5, y=y - 5, width=10, height=10, tone=tone).replace("/>", ' rx="5"/>')
