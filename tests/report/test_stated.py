from __future__ import annotations

from datetime import date

import pytest

from homeward.errors import Refused
from homeward.report import CounterState, StatedFigure, check_counter, find_doubts, make_series


def stated(value, as_of, *, who="the ministry", what="people sent home", definition="handed over", base_date=None):
    return StatedFigure(
        who=who, what=what, value=value, as_of=date.fromisoformat(as_of), definition=definition, base_date=base_date
    )


def test_a_figure_of_somebody_else_is_quoted_as_theirs():
    figure = stated(220_000, "2023-08-29", who="the UN", what="people held", definition="credible sources, no estimate")
    assert figure.words == ("220,000 people held, as stated by the UN as of 2023-08-29 (credible sources, no estimate)")


def test_figures_since_different_days_are_not_charted_together():
    """Cambodian totals of January 2026: 1,620 of a month, 4,534 of seven months."""
    figures = [
        stated(1620, "2026-01-22", base_date=date(2026, 1, 1)),
        stated(4534, "2026-01-22", base_date=date(2025, 6, 20)),
    ]
    with pytest.raises(Refused, match="different base dates"):
        make_series(figures)
    with pytest.raises(Refused, match="different definitions"):
        make_series([stated(169, "2025-03-18"), stated(154, "2025-03-18", definition="arrived")])
    assert [figure.value for figure in make_series([stated(9, "2025-03-02"), stated(8, "2025-03-01")])] == [8, 9]


def test_two_figures_of_one_day_that_differ_by_a_digit_look_mistyped():
    kinds = [doubt.kind for doubt in find_doubts([stated(5008, "2025-10-01"), stated(5088, "2025-10-01")])]
    assert kinds == ["typo"]
    assert [d.kind for d in find_doubts([stated(169, "2025-03-18"), stated(196, "2025-03-18")])] == ["typo"]
    assert [d.kind for d in find_doubts([stated(169, "2025-03-18"), stated(154, "2025-03-18")])] == ["conflict"]
    other = stated(154, "2025-03-18", definition="arrived")
    assert [d.kind for d in find_doubts([stated(169, "2025-03-18"), other])] == ["definition"]
    assert find_doubts([stated(5008, "2025-10-01"), stated(5088, "2025-10-08")]) == ()


def test_conflicting_sources_stand_side_by_side():
    """Chinese sent home: 621 by 22 February; 1,040 "to date" on 6 March; 2,876 on 15 March, 2,255 of them in March."""
    figures = [
        stated(621, "2025-02-22", who="the Chinese police"),
        stated(1040, "2025-03-06", who="a Thai report"),
        stated(2876 - 2255, "2025-03-06", who="the Chinese police"),
        stated(2876, "2025-03-15", who="the Chinese police"),
    ]
    (doubt,) = find_doubts(figures)
    assert doubt.kind == "conflict"
    assert "1,040" in doubt.words
    assert "621" in doubt.words
    assert [figure.value for figure in make_series(figures)] == [621, 621, 1040, 2876]


def test_the_published_counter_adds_up_where_all_three_are_stated():
    """Myanmar's counter since 30 January 2025, as published."""
    rows = [
        ("2025-03-11", 5446, 2763, 2683),
        ("2025-03-18", 7107, None, None),
        ("2025-06-17", 9141, 8906, 235),
        ("2026-02-11", 14200, 13117, 1083),
    ]
    states = [
        CounterState(as_of=date.fromisoformat(day), identified=i, sent_home=p, remaining=r) for day, i, p, r in rows
    ]
    assert check_counter(states) == ()
    wrong = CounterState(as_of=date(2026, 3, 1), identified=14_199, sent_home=13_116, remaining=1_083)
    assert [doubt.kind for doubt in check_counter([*states, wrong])] == ["falls", "falls"]
    off = CounterState(as_of=date(2026, 3, 1), identified=14_300, sent_home=13_117, remaining=1_083)
    assert [doubt.words for doubt in check_counter([*states, off])] == [
        "2026-03-01: 14,300 identified, 14,200 sent home or remaining"
    ]
