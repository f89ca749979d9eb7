from __future__ import annotations

from datetime import date

from homeward.report import StatedFigure, find_doubts


def stated(value, as_of, *, who="the ministry", what="people sent home", definition="handed over", base_date=None):
    return StatedFigure(
        who=who, what=what, value=value, as_of=date.fromisoformat(as_of), definition=definition, base_date=base_date
    )


def test_a_figure_of_somebody_else_is_quoted_as_theirs():
    figure = stated(220_000, "2023-08-29", who="the UN", what="people held", definition="credible sources, no estimate")
    assert figure.words == ("220,000 people held, as stated by the UN as of 2023-08-29 (credible sources, no estimate)")


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
