"""A published count that falls because doubles were found: refused as it is, drafted as a revision."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from django.test import Client
from tests.web.acting import an_account, an_operation, watchers

from homeward.errors import Refused
from homeward.web import models
from homeward.web.actions import lists, match, report

pytestmark = pytest.mark.django_db
HEAD = "No,Name,Sex,Nationality,Date of birth\n"
# Names of letters that nobody shares: nobody is taken for another.
ROWS = [f"{n},{chr(65 + n) * 7} {chr(90 - n) * 6},M,China,{1970 + n}-0{n % 9 + 1}-1{n % 9}\n" for n in range(24)]


@pytest.fixture
def published(tmp_path, settings):
    settings.DATA = str(tmp_path)
    founder = an_operation()
    watchers(founder)
    by = an_account(founder, "registrar", "reviewer", "spokesperson", username="all")
    lists.list_import(by, name="camp", file_name="a.csv", data=(HEAD + "".join(ROWS)).encode(), organisation="Camp")
    match.lists_link(by)
    draft = report.statement_draft(by)
    second = replace(by, username="second", roles=("dpo",))
    report.statement_publish(second, statement_id=draft.statement_id)
    return by, draft.statement_id


def test_a_merge_after_publication_takes_a_revision(published):
    by, first = published
    before = models.Person.objects.filter(merged_into=None).count()
    keys = sorted(models.Record.objects.values_list("pk", flat=True))
    pair = models.Pair.objects.create(
        left_id=keys[0], right_id=keys[1], bits={}, levels={}, total_bits=13.0, probability=0.5, decision="undecided",
        model_version="1", policy_version="1", found_at=by.at,
    )  # fmt: skip
    match.pair_judge(by, pair_id=pair.pk, verdict="same")
    assert models.Person.objects.filter(merged_into=None).count() == before - 1
    tomorrow = replace(by, at=by.at + timedelta(days=1))
    with pytest.raises(Refused, match="identified does not fall"):
        report.statement_draft(tomorrow)
    with pytest.raises(Refused, match="only the newest published statement"):
        report.statement_draft(tomorrow, revises=first + 1)
    draft = report.statement_draft(tomorrow, revises=first)
    assert "Revised: the figures since" in draft.text and "20 February 2025" in draft.text
    assert models.LedgerEntry.objects.latest("sequence").content["content"]["revises"] == first
    report.statement_publish(replace(tomorrow, username="second", roles=("dpo",)), statement_id=draft.statement_id)
    assert report.statement_draft(replace(by, at=by.at + timedelta(days=2))), "the series goes on from the revision"


def test_the_newest_published_statement_offers_its_revision(published):
    _, first = published
    client = Client()
    client.force_login(models.Actor.objects.get(username="all"))
    assert b"Draft a revision" in client.get(f"/statement/{first}/").content
    answer = client.post("/statement/", {"revises": first}, follow=True)
    assert b"Revised: the figures since" in answer.content and b"Draft a revision" not in answer.content
