"""Time: the days of a plan as a calendar, and the curve of people who wait."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from homeward.render.svg_parts import HEAD, TONES, box, breadth, fitting, frame, number, people, rule, words

WIDTH = 720.0
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
CELL_HEIGHT = 78.0
# Series are told apart by line as well as by colour.
STROKES = (("accent", ""), ("stopped", "6 4"), ("quiet", "2 3"), ("ready", "10 3 2 3"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """One day of a plan: people who cross, how many could, and a word on what is tight. `cap` 0: nobody can."""

    day: date
    people: int
    cap: int
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Curve:
    """How many people wait at the end of each day. Days between two points keep the earlier number."""

    label: str
    points: tuple[tuple[date, int], ...]


def day_calendar(days: Sequence[Day], *, title: str, width: float = WIDTH) -> str:
    """Draw weeks as rows, Monday first: the day, how many cross, and a bar of how full it is."""
    ordered = sorted(days, key=lambda day: day.day)
    if not ordered:
        return frame([words("No day is planned yet.", x=0, y=HEAD + 14)], title=title, width=width, height=HEAD + 30)
    left, top = 46.0, HEAD + 22
    cell = (width - left) / 7
    first = ordered[0].day - timedelta(days=ordered[0].day.weekday())
    body = [
        words(name, x=left + place * cell + 8, y=HEAD + 12, size=12, tone="quiet")
        for place, name in enumerate(WEEKDAYS)
    ]
    for day in ordered:
        week, weekday = divmod((day.day - first).days, 7)
        x, y = left + weekday * cell, top + week * CELL_HEIGHT
        body += _cell(day, x=x, y=y, width=cell, is_named=day is ordered[0] or day.day.day == 1)
    weeks = (ordered[-1].day - first).days // 7 + 1
    for week in range(weeks):
        monday = first + timedelta(weeks=week)
        label = f"{monday.day} {MONTHS[monday.month - 1]}"
        body.append(words(label, x=left - 8, y=top + week * CELL_HEIGHT + 18, size=11, tone="quiet", anchor="end"))
    return frame(body, title=title, width=width, height=top + weeks * CELL_HEIGHT + 4)


def _cell(day: Day, *, x: float, y: float, width: float, is_named: bool) -> list[str]:
    inner, bar = width - 4, width - 20
    name = f"{day.day.day} {MONTHS[day.day.month - 1]}" if is_named else str(day.day.day)
    body = [
        box(x=x, y=y, width=inner, height=CELL_HEIGHT - 4, tone="soft" if day.people else "paper", outline="line"),
        words(name, x=x + 8, y=y + 17, size=12, tone="ink" if day.cap else "quiet"),
    ]
    if not day.cap:
        return [*body, words(day.note or "closed", x=x + 8, y=y + 38, size=12, tone="quiet")]
    figure = people(day.people) if day.people else "–"
    body.append(words(figure, x=x + 8, y=y + 39, size=17, weight=650))
    after = x + 14 + breadth(figure, size=17) * 1.1
    body.append(words(f"of {people(day.cap)}", x=after, y=y + 39, size=12, tone="quiet"))
    note = fitting(day.note, size=11, width=bar)
    body.append(words(day.note, x=x + 8, y=y + 54, size=note, tone="stopped"))
    body.append(box(x=x + 8, y=y + 60, width=bar, height=6, tone="line"))
    body.append(box(x=x + 8, y=y + 60, width=bar * min(day.people / day.cap, 1), height=6, tone="accent"))
    return body


def waiting_curves(curves: Sequence[Curve], *, title: str, width: float = WIDTH, height: float = 300.0) -> str:
    """Draw up to four curves over one time axis, each with its name and last number at its end."""
    drawn = [curve for curve in curves[: len(STROKES)] if curve.points]
    if not drawn:
        return frame([words("Nobody is counted yet.", x=0, y=HEAD + 14)], title=title, width=width, height=HEAD + 30)
    first = min(curve.points[0][0] for curve in drawn)
    last = max(curve.points[-1][0] for curve in drawn)
    labels = [f"{people(curve.points[-1][1])} {curve.label}" for curve in drawn]
    left, right = 52.0, max(breadth(label, size=13) for label in labels) + 18
    most = _round_up(max(value for curve in drawn for _, value in curve.points))
    base, room, tall = height - 26, width - left - right, height - 26 - HEAD
    span = max((last - first).days, 1)

    def place(day: date, value: int) -> tuple[float, float]:
        return left + room * (day - first).days / span, base - tall * value / most

    body = _axes(first, span, most=most, left=left, room=room, base=base, tall=tall)
    ends = _apart([place(last, curve.points[-1][1])[1] + 5 for curve in drawn], least=17)
    for curve, stroke, label, end in zip(drawn, STROKES, labels, ends, strict=False):
        body.append(_steps([place(*point) for point in curve.points], x_end=left + room, stroke=stroke))
        body.append(words(label, x=left + room + 8, y=end, size=13, tone=stroke[0], weight=650))
    return frame(body, title=title, width=width, height=height)


def _steps(points: list[tuple[float, float]], *, x_end: float, stroke: tuple[str, str]) -> str:
    tone, dash = stroke
    path = f"M{number(points[0][0])} {number(points[0][1])}"
    path += "".join(f"H{number(x)}V{number(y)}" for x, y in points[1:]) + f"H{number(x_end)}"
    dashed = f' stroke-dasharray="{dash}"' if dash else ""
    return f'<path d="{path}" fill="none" stroke="{TONES[tone]}" stroke-width="2.5"{dashed}/>'


def _axes(first: date, span: int, *, most: int, left: float, room: float, base: float, tall: float) -> list[str]:
    body = []
    for part in range(5):
        y = base - tall * part / 4
        body.append(rule(x1=left, y1=y, x2=left + room, y2=y))
        label = people(most * part // 4)
        body.append(words(label, x=left - 8, y=y + 4, size=12, tone="quiet", anchor="end"))
    step = next((step for step in (1, 2, 7, 14, 28, 56) if span / step <= 7), 91)
    for offset in range(0, span + 1, step):
        day = first + timedelta(days=offset)
        x = left + room * offset / span
        label = f"{day.day} {MONTHS[day.month - 1]}"
        body.append(words(label, x=x, y=base + 18, size=12, tone="quiet", anchor="middle"))
    return body


def _round_up(value: int) -> int:
    """Return the next number that four steps divide evenly into whole ones.

    >>> [_round_up(n) for n in (0, 7, 969, 10000)]
    [4, 8, 1000, 10000]
    """
    unit = 4
    while unit * 10 <= value:
        unit *= 10
    steps = (1, 2, 2.5, 3, 4, 5, 6, 7.5, 10)
    return next(int(unit * step) for step in steps if unit * step >= value and unit * step % 4 == 0)


def _apart(ends: list[float], *, least: float) -> list[float]:
    """Push labels apart that would lie on each other, downwards from the highest."""
    placed = list(ends)
    order = sorted(range(len(ends)), key=lambda at: ends[at])
    for above, below in pairwise(order):
        placed[below] = max(placed[below], placed[above] + least)
    return placed
