"""Rewritten rows hold what Django's own way of writing would have put there, and no other row changes."""

from __future__ import annotations

from datetime import date

import pytest
from tests.web.acting import AT, an_operation

from homeward.web import models
from homeward.web.actions.writing import fill, rewrite

pytestmark = pytest.mark.django_db


def a_person(reference: str) -> models.Person:
    return models.Person.objects.create(reference=reference, created_at=AT, stage="registered", stage_since=AT)


def test_fields_of_every_kind_are_written_and_nothing_else():
    an_operation()
    other, heir, one = (a_person(reference) for reference in ("AAAA-AAAA", "BBBB-BBBB", "CCCC-CCCC"))
    one.merged_into, one.told, one.waits_since, one.stage = (
        heir,
        'Wait \' for "us"; 100 %s',
        date(2025, 2, 24),
        "waiting",
    )
    word = models.Word.objects.create(person=one, gate="fit", by=["a"])
    word.by, word.opened_on = ["a", "b"], date(2025, 2, 24)
    rewrite([one, heir], ["merged_into", "told", "waits_since"])
    rewrite([word], ["by", "opened_on"])
    kept = models.Person.objects.get(pk=one.pk)
    assert (kept.merged_into_id, kept.told, kept.waits_since) == (heir.pk, one.told, date(2025, 2, 24))
    assert kept.stage == "registered", "not asked for"
    assert models.Person.objects.get(pk=heir.pk).merged_into_id is None
    assert models.Person.objects.get(pk=other.pk).told == ""
    assert (models.Word.objects.get().by, models.Word.objects.get().opened_on) == (["a", "b"], date(2025, 2, 24))


def test_no_rows_write_nothing(django_assert_num_queries):
    with django_assert_num_queries(0):
        rewrite([], ["told"])


def test_rows_are_added_as_django_would_add_them():
    an_operation()
    person = a_person("AAAA-AAAA")
    day, at = date(2025, 2, 24), "100 % of 'us'"
    names = ("person", "gate", "title", "order", "state", "since", "until", "owner", "sentence")
    fill(models.Gate, names, rows=[(person.pk, "fit", "Fit", 3, "open", day, None, "health", at)])
    fill(models.Word, ("person", "gate", "by", "opened_on"), rows=[(person.pk, "fit", ["a"], day)])
    gate, word = models.Gate.objects.get(), models.Word.objects.get()
    assert [getattr(gate, name) for name in names] == [person, "fit", "Fit", 3, "open", day, None, "health", at]
    assert (word.person, word.by, word.opened_on, word.until) == (person, ["a"], day, None)
