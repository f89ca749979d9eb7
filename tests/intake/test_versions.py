from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.intake.build import a_csv, read

from homeward.intake import compare_versions
from homeward.record import Attribute

HEAD = ("No", "Name", "Nationality", "Born", "Camp")


def a_version(*rows, list_id="new"):
    return read(a_csv(*rows, headings=HEAD), list_id=list_id).records


def changes(old, new):
    return compare_versions(a_version(*old, list_id="old"), a_version(*new))


LI = (1, "Li Wei", "China", "1998-03-12", "A")
ABEL = (2, "Abel Tesfaye", "Ethiopia", "1999-01-02", "A")
RAM = (3, "Ram Bahadur", "Nepal", "2001-05-06", "B")


def test_the_same_list_has_not_changed():
    found = changes([LI, ABEL], [LI, ABEL])
    assert (found.added, found.gone, found.changed, found.same) == ((), (), (), 2)


def test_who_was_added_and_who_is_gone():
    found = changes([LI, ABEL], [ABEL, RAM])
    assert (found.added, found.gone, found.same) == (("new:3",), ("old:2",), 1)


def test_what_changed_is_named():
    found = changes([LI], [(1, "Li Wei", "Taiwan", "1998-03-12", "B")])
    (change,) = found.changed
    assert (change.old, change.new, change.attributes) == ("old:2", "new:2", (Attribute.NATIONALITY, Attribute.SITE))


def test_a_list_that_was_renumbered_keeps_its_people():
    found = changes([LI, ABEL, RAM], [(1, *ABEL[1:]), (2, *RAM[1:]), (3, *LI[1:])])
    assert (found.added, found.gone) == ((), ())
    assert {(c.old, c.new) for c in found.changed} == {("old:2", "new:4"), ("old:3", "new:2"), ("old:4", "new:3")}
    assert {c.attributes for c in found.changed} == {(Attribute.REFERENCE,)}


def test_a_corrected_name_under_the_same_number_and_birth_date_is_a_change():
    found = changes([LI], [(1, "Lee Wai", "China", "12.3.1998", "A")])
    assert [c.attributes for c in found.changed] == [(Attribute.NAME, Attribute.BORN)]


def test_a_number_alone_joins_nobody():
    found = changes([LI], [(1, "Somchai Jaidee", "Thai", "1970-01-05", "A")])
    assert (found.added, found.gone) == (("new:2",), ("old:2",))


def test_two_people_of_one_name_and_date_are_left_to_a_person():
    twins = [("", *LI[1:]), ("", *LI[1:])]
    found = changes(twins, twins)
    assert (len(found.added), len(found.gone), found.same) == (2, 2, 0)


def people(count, start=0):
    chance = random.Random(3)
    return [
        (n + 1, f"Person {n} {chance.randrange(10**6)}", "Kenya", f"{1980 + n % 25}-03-{n % 28 + 1:02}", "A")
        for n in range(start + count)
    ][start:]


@pytest.mark.parametrize(("old", "new", "added", "gone"), [(53, 261, 208, 0), (261, 260, 0, 1), (53, 260, 207, 0)])
def test_the_three_versions_of_february_2025(old, new, added, gone):
    found = changes(people(old), people(new))
    assert (len(found.added), len(found.gone), found.changed, found.same) == (added, gone, (), min(old, new))


@given(st.permutations(range(8)), st.permutations(range(8)))
def test_the_order_of_rows_changes_nothing(left, right):
    rows = people(8)
    found = changes([rows[i] for i in left[:6]], [rows[i] for i in right])
    assert (len(found.added), len(found.gone), found.changed, found.same) == (2, 0, (), 6)
