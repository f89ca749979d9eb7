from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Callable
from datetime import date, timedelta
from itertools import pairwise

import pytest

from homeward.render import (
    Bar,
    Bits,
    Curve,
    Day,
    Span,
    ageing_spans,
    bits_bars,
    day_calendar,
    horizontal_bars,
    qr_svg,
    waiting_curves,
)
from homeward.render.qr import size, squares

SVG = "{http://www.w3.org/2000/svg}"
MONDAY = date(2025, 2, 24)
NASTY = '<script>alert("1")</script> & "co"'


def bars(text: str) -> str:
    return horizontal_bars([Bar(label=text, value=538, note=text), Bar(label="b", value=0)], title=text)


def spans(text: str) -> str:
    return ageing_spans([Span(label=text, waiting=3, median_days=2.5, oldest_days=9, overdue=1)], title=text)


def pair(text: str) -> str:
    rows = [Bits(label=text, bits=9.4), Bits(label="b", bits=-3.0), Bits(label="c", bits=None)]
    return bits_bars(rows, title=text, undecided_from=4.2, same_from=11.0)


def calendar(text: str) -> str:
    days = [Day(day=MONDAY, people=300, cap=300, note=text), Day(day=MONDAY + timedelta(days=5), people=0, cap=0)]
    return day_calendar(days, title=text)


def curves(text: str) -> str:
    points = ((MONDAY, 969), (MONDAY + timedelta(days=7), 43))
    return waiting_curves([Curve(label=text, points=points)], title=text)


DRAWINGS = (bars, spans, pair, calendar, curves)


def texts(svg: str) -> list[str]:
    return ["".join(node.itertext()) for node in ET.fromstring(svg).iter(f"{SVG}text")]


@pytest.mark.parametrize("draw", DRAWINGS)
def test_words_are_words_and_never_markup(draw: Callable[[str], str]) -> None:
    svg = draw(NASTY)
    root = ET.fromstring(svg)
    assert root.get("aria-label") == NASTY
    assert root.findtext(f"{SVG}title") == NASTY
    assert NASTY in texts(svg)
    assert not {node.tag.removeprefix(SVG) for node in root.iter()} - {"svg", "title", "text", "rect", "line", "path"}


@pytest.mark.parametrize("draw", DRAWINGS)
def test_nothing_in_a_drawing_needs_a_style_a_script_or_another_place(draw: Callable[[str], str]) -> None:
    svg = draw("title")
    assert not [word for word in ("style=", "<style", "onload", "href", "url(", "data:") if word in svg]
    assert "var(--" in svg
    assert draw("title") == svg


@pytest.mark.parametrize("draw", DRAWINGS)
def test_everything_is_drawn_inside_the_frame(draw: Callable[[str], str]) -> None:
    root = ET.fromstring(draw("a title"))
    width, height = (float(part) for part in root.get("viewBox", "").split()[2:])
    for node in root.iter(f"{SVG}rect"):
        x, y, wide, tall = (float(node.get(name, "0")) for name in ("x", "y", "width", "height"))
        assert -0.01 <= x <= x + wide <= width + 0.01
        assert 0 <= y <= y + tall <= height
    for node in root.iter(f"{SVG}text"):
        assert 0 <= float(node.get("x", "0")) <= width
        assert 0 <= float(node.get("y", "0")) <= height


def test_bars_are_as_long_as_their_numbers() -> None:
    rows = [Bar(label="a", value=400), Bar(label="b", value=100), Bar(label="c", value=0)]
    root = ET.fromstring(horizontal_bars(rows, title="t"))
    lengths = [float(node.get("width", "")) for node in root.iter(f"{SVG}rect")]
    assert lengths[0] == pytest.approx(4 * lengths[1], rel=0.01)
    assert lengths[2] == 0
    assert {"400", "100", "0"} <= set(texts(horizontal_bars(rows, title="t")))


def test_bits_point_to_their_side_and_sum_up_on_top() -> None:
    root = ET.fromstring(pair("name"))
    middle = max(float(line.get("x1", "")) for line in root.iter(f"{SVG}line") if line.get("stroke-dasharray") is None)
    boxes = [(float(node.get("x", "")), float(node.get("width", ""))) for node in root.iter(f"{SVG}rect")]
    assert boxes[0][0] == pytest.approx(middle)
    assert boxes[1][0] == pytest.approx(middle)
    assert boxes[2][0] + boxes[2][1] == pytest.approx(middle, abs=0.02)
    said = texts(pair("name"))
    assert {"+6.4", "+9.4", "−3.0", "nothing to compare", "undecided from 4.2", "same from 11.0"} <= set(said)


def test_days_stand_under_their_weekday() -> None:
    root = ET.fromstring(calendar("full"))
    column = {"".join(node.itertext()): node.get("x") for node in root.iter(f"{SVG}text")}
    assert column["24 Feb"] is not None
    assert column["Sat"] == column["1 Mar"]
    assert "closed" in column


def test_a_curve_falls_where_people_leave_and_says_its_last_number() -> None:
    assert "43 by plan" in texts(curves("by plan"))
    path = next(ET.fromstring(curves("by plan")).iter(f"{SVG}path")).get("d", "")
    assert path.startswith("M") and path.count("V") == 1


def test_labels_that_would_lie_on_each_other_are_set_apart() -> None:
    points = ((MONDAY, 10), (MONDAY + timedelta(days=3), 5))
    svg = waiting_curves([Curve(label=name, points=points) for name in "abc"], title="t")
    ends = sorted(
        float(n.get("y", "")) for n in ET.fromstring(svg).iter(f"{SVG}text") if (n.text or "").startswith("5 ")
    )
    assert all(below - above >= 16 for above, below in pairwise(ends))
    assert len(ends) == 3


@pytest.mark.parametrize("draw", [horizontal_bars, ageing_spans, day_calendar, waiting_curves])
def test_nothing_to_draw_is_still_a_drawing_with_its_title(draw: Callable[..., str]) -> None:
    assert ET.fromstring(draw([], title="nothing yet")).findtext(f"{SVG}title") == "nothing yet"


def test_a_code_has_as_many_squares_as_the_standard_says() -> None:
    text = "HOMEWARD B-0224-1 v1 " + "ab12" * 16
    side = size(text)
    assert (side - 17) % 4 == 0
    dark = {(row, column + step) for row, column, length in squares(text) for step in range(length)}
    assert {(0, 0), (0, 6), (6, 0), (0, side - 1), (side - 1, 0)} <= dark
    assert (1, 1) not in dark
    assert ET.fromstring(qr_svg(text, title=NASTY)).findtext(f"{SVG}title") == NASTY
