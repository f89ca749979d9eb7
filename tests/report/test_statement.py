from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from tests.report.build import DAY, a_series, a_situation, a_table

from homeward.errors import Refused
from homeward.policy import standard_policy
from homeward.report import Measure, Statement, draft_statement, reconcile

POLICY = standard_policy()


def draft(situation, *, previous=None, history=()):
    return draft_statement(situation, previous=previous, policy=POLICY, history=history)


def test_a_statement_tells_the_day_in_the_known_pattern():
    over = {"Ethiopia": 131, "India": 77, "Kenya": 45, "Ghana": 4, "Nepal": 17}
    text = draft(a_situation(handed_over=over, new={"China": 36, "Laos": 1, "Chad": 2}, sent_home=335)).text
    assert (
        "Handed over at Friendship Bridge No. 2 on 3 March 2025: 270 "
        "(Ethiopia 130, India 70, Kenya 40, other nationalities 20)." in text
    )
    assert "Newly identified on 3 March 2025: 30 (China 30, other nationalities under 20)." in text
    assert (
        "Since 30 January 2025: identified 1,030; sent home 330; no longer here for another reason under 20; "
        "remaining 690." in text
    )
    assert "rounded down to 10" in text
    assert "Counted from: list A, version 2." in text
    for exact in ("131", "77", "45", "17", "36", "335", "695"):
        assert exact not in text


def test_the_articles_line_reconciles():
    equalities = reconcile(a_situation(identified=1030, sent_home=61), previous=None)
    assert all(equality.holds for equality in equalities)
    assert "identified = sent home + remaining + side exits: 1,030 = 1,030" in [e.words for e in equalities]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"remaining": a_table(Measure.REMAINING, total=970)}, "remaining + side exits: 1,030 against 1,031"),
        (
            {"handed_over": a_table(Measure.HANDED_OVER, total=300, cells=[("India", 299)], since=DAY)},
            "handed over: parts sum to the total: 299 against 300; sent home includes the new: 61 against 300",
        ),
    ],
)
def test_figures_that_do_not_add_up_are_refused_with_the_figures(change, words):
    with pytest.raises(Refused) as caught:
        draft(replace(a_situation(), **change))
    assert caught.value.code == "refused.not-reconciled"
    assert words in caught.value.message


@pytest.mark.parametrize(
    ("identified", "sent_home", "words"),
    [
        (1029, 61, "identified does not fall: 1,029 against 1,030"),
        (1050, 61, "identified = before + new: 1,050 against 1,035"),
        (1035, 60, "sent home does not fall: 60 against 61"),
    ],
)
def test_a_day_must_follow_from_the_day_before(identified, sent_home, words):
    today = a_situation(day=DAY + timedelta(days=1), new={"India": 5}, identified=identified, sent_home=sent_home)
    with pytest.raises(Refused) as caught:
        draft(today, previous=a_situation())
    assert words in caught.value.message


def test_after_a_gap_the_new_are_not_held_against_the_last_statement():
    later = a_situation(day=DAY + timedelta(days=3), new={"India": 5}, identified=1090)
    assert all(equality.holds for equality in reconcile(later, previous=a_situation()))


@pytest.mark.parametrize(
    ("remaining", "words"),
    [
        (a_table(Measure.REMAINING, total=969, since=DAY), "different base dates"),
        (a_table(Measure.REMAINING, total=969, as_of=DAY + timedelta(days=1)), "one as-of date"),
        (a_table(Measure.HANDED_OVER, total=969), "counts another measure"),
    ],
)
def test_figures_of_other_scopes_do_not_stand_beside_each_other(remaining, words):
    with pytest.raises(Refused, match=words):
        draft(a_situation(remaining=remaining))


def test_a_statement_takes_releases_and_never_tables():
    statement = draft(a_situation())
    parts = {name: getattr(statement, name) for name in Statement.__slots__}
    with pytest.raises(TypeError, match="never tables"):
        Statement(**parts | {"identified": a_table(total=1030)})


def test_side_exits_have_their_own_line_and_are_part_of_the_sum():
    statement = draft(a_situation(identified=1030, sent_home=61, side_exits=25))
    assert "no longer here for another reason 20; remaining 940." in statement.text
    assert "identified = sent home + remaining + side exits" in statement.equalities


def test_a_run_of_days_is_published_day_by_day():
    history, previous = [], None
    for situation in a_series(3, days=5):
        statement = draft(situation, previous=previous, history=history)
        history += statement.releases
        previous = situation
    assert len(history) == 30
    assert statement.releases == tuple(history[-6:])


def test_figures_since_the_base_date_are_printed_and_kept_as_totals():
    parts = a_table(total=None, cells={"China": 800, "Ethiopia": 230})
    statement = draft(replace(a_situation(identified=1030), identified=parts))
    assert statement.identified.cells == ()
    assert "Ethiopia" not in statement.text
    with pytest.raises(Refused, match="identified: parts sum to the total"):
        draft(replace(a_situation(identified=1030), identified=a_table(total=1030, cells={"China": 800})))
