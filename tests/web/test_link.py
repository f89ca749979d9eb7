"""A new list shows up as work of the reviewer, whose button forms the people."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest
from django.test import Client
from tests.web.acting import an_account, an_operation

from homeward.errors import Refused
from homeward.match import load_model, read_model, write_model
from homeward.web import models
from homeward.web.actions import lists, match
from homeward.web.queries.review import judged_pairs
from homeward.web.queries.tasks import tasks_of

pytestmark = pytest.mark.django_db
LIST = b"""\
No.,Name,Sex,Date of birth,Nationality
1,Abebe Example,M,1999-03-14,Ethiopian
2,Sara Example,F,2003-01-02,Kenyan
"""


def test_records_of_nobody_wait_on_the_reviewer_until_the_button_is_pressed(tmp_path, settings):
    settings.DATA = str(tmp_path)
    founder = an_operation()
    registrar, reviewer = an_account(founder, "registrar"), an_account(founder, "reviewer")
    assert tasks_of(reviewer) == ()
    lists.list_import(registrar, name="north", file_name="n.csv", data=LIST, organisation="ngo", accept_leftovers=False)
    (task,) = tasks_of(reviewer)
    assert (task.page, task.who) == ("link", "2 records")
    client = Client()
    client.force_login(models.Actor.objects.get(username="registrar"))
    assert client.post("/review/link/").status_code == 404
    client.force_login(models.Actor.objects.get(username="reviewer"))
    assert "Compare the lists" in client.get("/review/link/").content.decode()
    assert models.Person.objects.count() == 0, "looking changes nothing"
    assert "2 records are 2 people" in client.post("/review/link/", follow=True).content.decode()
    assert (models.Person.objects.count(), tasks_of(reviewer)) == (2, ())


def test_an_operation_weighs_by_its_own_model_and_keeps_it_by_its_digest(tmp_path, settings):
    settings.DATA = str(tmp_path)
    founder = an_operation()
    registrar, reviewer = an_account(founder, "registrar"), an_account(founder, "reviewer")
    for name in ("north", "south"):
        data = LIST + name.encode()  # a line more, so that the files differ
        lists.list_import(registrar, name=name, file_name="n.csv", data=data, organisation="ngo", accept_leftovers=True)
    match.lists_link(reviewer)
    shipped = load_model()
    assert weighed_by() == {f"{shipped.version} {shipped.digest}"}
    text = write_model(replace(shipped, version="ours", name={**shipped.name, "omitted": -2.5}))
    (tmp_path / "in" / "model.toml").write_text(text, encoding="utf-8")
    match.lists_link(reviewer)
    own = read_model(text)
    assert weighed_by() == {f"ours {own.digest}"}
    assert read_model((tmp_path / "in" / f"model-{own.digest}.toml").read_text(encoding="utf-8")) == own


def weighed_by() -> set[str]:
    """What the pairs, and the ledger's last entry of linking, say they were weighed by."""
    last = models.LedgerEntry.objects.filter(verb="person.link").latest("sequence")
    return {*models.Pair.objects.values_list("model_version", flat=True), last.content["content"]["model"]}


def test_one_judgement_leaves_the_people_that_judging_everything_anew_would(linked_crowd):
    by, pairs, rng = linked_crowd
    for _ in range(60):
        verdict = rng.choice(("same", "same", "different"))
        match.pair_judge(by, pair_id=rng.choice(pairs), verdict=verdict)
        after_one = standing()
        match.pairs_judge(by, verdicts=[])
        assert standing() == after_one


def standing() -> list[tuple[object, ...]]:
    """Who holds which record, and how everybody is shown."""
    records = models.Record.objects.values_list("key", "person__reference")
    people = models.Person.objects.values_list("reference", "merged_into__reference", "name_latin", "search", "stage")
    return sorted([*records, *people], key=str)


@pytest.fixture
def linked_crowd(tmp_path, settings):
    """Ten records in two lists, a web of undecided pairs over them, and chance."""
    settings.DATA = str(tmp_path)
    founder = an_operation()
    by = an_account(founder, "registrar", "reviewer", username="both")
    rng = random.Random(7)
    for name in ("north", "south"):
        rows = [f"{n},{name} {chr(65 + n) * 6},M,China,19{70 + n}-01-02\n" for n in range(5)]
        data = ("No,Name,Sex,Nationality,Date of birth\n" + "".join(rows)).encode()
        lists.list_import(by, name=name, file_name=f"{name}.csv", data=data, organisation="Camp")
    match.lists_link(by)
    keys = sorted(models.Record.objects.values_list("key", flat=True))
    models.Pair.objects.all().delete()
    pairs = [
        models.Pair.objects.create(
            left_id=left, right_id=right, bits={}, levels={}, total_bits=rng.random() * 9, probability=0.5,
            decision="undecided", model_version="1", policy_version="1", found_at=by.at,
        ).pk
        for left, right in rng.sample([(a, b) for a in keys for b in keys if a < b], 24)
    ]  # fmt: skip
    match.pairs_judge(by, verdicts=[])
    return by, pairs, rng


def test_judgements_go_out_each_for_as_many_pairs_as_it_stands_for(linked_crowd):
    by, pairs, _ = linked_crowd
    match.pairs_judge(
        by,
        verdicts=[
            match.Verdict(pair_id=pairs[0], verdict="same"),
            match.Verdict(pair_id=pairs[1], verdict="different"),
            match.Verdict(pair_id=pairs[2], verdict="unsure"),
        ],
    )
    columns = judged_pairs(by)
    assert sorted(columns["judgement"]) == ["different", "same"]
    assert columns["weight"] == [len(pairs) / 2] * 2 and columns["p"] == [0.5] * 2
    with pytest.raises(Refused):
        judged_pairs(replace(by, roles=("registrar",)))
