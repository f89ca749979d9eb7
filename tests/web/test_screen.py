"""Gates of those whom a hold touches, and of nobody else; and no day that shows it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from tests.web.acting import an_account, an_operation

from homeward.web import models
from homeward.web.actions import lists, match, screen
from homeward.web.actions.base import By

pytestmark = pytest.mark.django_db
LIST = (
    "No,Name,Sex,Nationality,Date of birth,Group\n"
    "1,Abebe Tesfaye Bekele,M,Ethiopia,1998-03-12,A\n"
    "2,Meron Girma Alemu,F,Ethiopia,1999-07-01,A\n"
    "3,Wanjiru Kamau Otieno,F,Kenya,2001-08-02,\n"
    "4,Dawit Haile Lemma,M,Ethiopia,2003-01-05,\n"
)
GATE = ("person", "gate", "title", "order", "state", "since", "until", "owner", "sentence")


@pytest.fixture
def by(tmp_path, settings) -> By:
    """Four people of two states, two of them one group; everybody assessed today."""
    settings.DATA = str(tmp_path)
    founder = an_operation()
    by = an_account(founder, "registrar", "reviewer", "coordinator", "screening", username="all")
    lists.list_import(by, name="camp", file_name="camp.csv", data=LIST.encode(), organisation="Camp")
    match.lists_link(by)
    screen.gates_assess(by)
    return by


def the_one(name: str) -> models.Person:
    return models.Person.objects.get(name_latin__startswith=name)


def standing() -> list[tuple[object, ...]]:
    """All that an assessment writes, without the keys of its rows."""
    people = models.Person.objects.values_list("pk", "told", "waits_on", "waits_owner", "waits_since")
    rows = [*models.Gate.objects.values_list(*GATE), *models.SealedGate.objects.values_list(*GATE), *people]
    return sorted(rows, key=str)


def test_a_hold_assesses_whom_it_touches_as_an_assessment_of_everybody_would(by):
    before = dict(models.Gate.objects.values_list("pk", "person__name_latin"))
    screen.hold_set(by, person=the_one("Abebe").reference, reason_class="fear_of_return")
    kept = set(models.Gate.objects.values_list("pk", flat=True)) & set(before)
    assert {before[pk] for pk in kept} == {"Wanjiru Kamau Otieno", "Dawit Haile Lemma"}, "one group, and nobody else"
    assert models.SealedGate.objects.get(person=the_one("Abebe"), gate="hold").state == "stopped"
    touched = standing()
    screen.gates_assess(by)
    assert standing() == touched


def test_a_hold_on_another_day_gives_nobody_a_sentence_of_their_own(by):
    later = replace(by, at=by.at + timedelta(days=7))
    screen.hold_set(later, person=the_one("Dawit").reference, reason_class="fear_of_return")
    told = {person.told for person in models.Person.objects.filter(nationality="ETH", group_key="")}
    told_others = {person.told for person in models.Person.objects.filter(nationality="ETH").exclude(group_key="")}
    assert told == told_others and "Monday 3 March" in told.pop()


def test_the_newest_version_of_a_list_is_shown_at_once_and_the_youngest_birth_counts(by):
    newer = LIST.replace("2003-01-05", "2009-01-05")
    lists.list_import(by, name="camp", file_name="camp2.csv", data=newer.encode(), organisation="Camp")
    dawit = the_one("Dawit")
    assert dawit.born == "2009-01-05" and dawit.youngest_born > "2009"
    screen.gates_assess(by)
    assert models.SealedGate.objects.filter(person=dawit, gate="children").exists()
