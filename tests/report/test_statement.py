from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from tests.report.build import DAY, a_series, a_situation, a_table

from homeward.errors import Refused
from homeward.policy import standard_policy
from homeward.report import Band, Measure, Release, Statement, draft_statement, find_exposures, reconcile

POLICY = standard_policy()
PARTS = ("handed_over", "newly_identified", "identified", "sent_home", "side_exits", "remaining")


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


# ---- people who were counted twice -----------------------------------------------------------------------------------


def revised(situation, *, revision=1):
    tables = {
        name: replace(table, scope=replace(table.scope, revision=revision))
        for name in PARTS
        if (table := getattr(situation, name))
    }
    return replace(situation, **tables)


def test_a_revision_says_what_it_takes_the_place_of_and_need_not_go_on_from_it():
    before = a_situation(identified=1045)
    first = draft(before)
    fallen = a_situation(day=DAY + timedelta(days=1), new={"India": 5}, identified=1032)
    with pytest.raises(Refused, match="identified does not fall"):
        draft(fallen, previous=before, history=first.releases)
    statement = draft(revised(fallen), previous=before, history=first.releases)
    assert "Revised: the figures since 30 January 2025 take the place of those stated on 3 March 2025" in statement.text
    assert "identified 1,030" in statement.text and "identified does not fall" not in statement.equalities
    after = revised(a_situation(day=DAY + timedelta(days=2), new={"India": 5}, identified=1037))
    later = draft(after, previous=revised(fallen), history=(*first.releases, *statement.releases))
    assert later.revises is None and "identified = before + new" in later.equalities, "the series goes on from there"


def test_one_statement_is_of_one_revision():
    mixed = replace(a_situation(), identified=revised(a_situation()).identified)
    with pytest.raises(Refused, match="of one revision"):
        draft(mixed)


def printed(total, laos, *, revision=0, day=DAY):
    """A release so fine that every change of a few people shows."""
    scope = replace(a_table(total=total, as_of=day).scope, revision=revision)
    return Release(
        scope=scope,
        total=Band(low=total, high=total),
        cells=(("Laos", Band(low=laos, high=laos)),),
        other=Band(low=total - laos, high=total - laos),
        base=1,
        checks=(),
    )


@pytest.mark.parametrize(
    ("before", "after", "exposed"),
    [
        ((100, 20), (130, 25), True),  # nothing contradicts: a reader takes the five for new people
        ((100, 20), (95, 25), True),  # the total fell, but what was said of Laos may still be believed
        ((100, 20), (95, 20), False),  # nobody can tell who of the others was counted twice
    ],
)
def test_what_was_printed_before_a_revision_is_still_set_beside_it(before, after, exposed):
    tomorrow = DAY + timedelta(days=1)
    releases = (printed(*before), printed(*after, revision=1, day=tomorrow))
    small = [e for e in find_exposures(releases, threshold=11) if e.labels == ("Laos",) and e.as_of == tomorrow]
    assert bool(small) == exposed
