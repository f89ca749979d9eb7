from __future__ import annotations

from dataclasses import replace

import pytest
from tests.web.acting import AT, an_account, an_operation, entries

from homeward import ledger
from homeward.errors import Refused
from homeward.web import models
from homeward.web.actions import base
from homeward.web.actions.base import By, Done, action

pytestmark = pytest.mark.django_db


@action("list.import")
def organisation_make(by: By, *, name: str, fails: str = "", has_changed: bool = True) -> Done[str]:
    models.Organisation.objects.create(name=name, kind="test")
    if fails:
        raise RuntimeError(fails)
    return Done(value=name, object=f"organisation:{name}", content={"name": name}, has_changed=has_changed)


def made(name: str) -> bool:
    return models.Organisation.objects.filter(name=name).exists()


def test_a_change_and_its_entry_come_together() -> None:
    by = an_account(an_operation(), "registrar")
    before = entries()
    assert organisation_make(by, name="one") == "one"
    assert made("one") and entries() == before + 1
    entry = models.LedgerEntry.objects.latest("sequence")
    assert (entry.actor, entry.verb, entry.object) == ("registrar", "list.import", "organisation:one")
    assert ledger.leaf_hash(bytes(entry.salt), entry.content) == bytes(entry.leaf)


def test_a_failing_change_leaves_neither() -> None:
    by = an_account(an_operation(), "registrar")
    before = entries()
    with pytest.raises(RuntimeError):
        organisation_make(by, name="two", fails="in the middle")
    assert not made("two") and entries() == before


def test_a_failing_entry_takes_the_change_with_it(monkeypatch: pytest.MonkeyPatch) -> None:
    by = an_account(an_operation(), "registrar")

    def breaks(*args: object) -> None:
        raise RuntimeError("the disk is full")

    monkeypatch.setattr(base, "_append", breaks)
    before = entries()
    with pytest.raises(RuntimeError):
        organisation_make(by, name="three")
    assert not made("three") and entries() == before


def test_nothing_changed_writes_nothing() -> None:
    by = an_account(an_operation(), "registrar")
    before = entries()
    organisation_make(by, name="four", has_changed=False)
    assert entries() == before


def test_a_role_without_the_verb_is_refused_before_anything_happens() -> None:
    by = an_account(an_operation(), "spokesperson")
    with pytest.raises(Refused, match=r"refused\.not-permitted"):
        organisation_make(by, name="five")
    assert not made("five")


def test_ledger_time_never_goes_back() -> None:
    founder = an_operation()
    late = an_account(founder, "registrar")
    organisation_make(late, name="six")
    early = replace(late, at=AT.replace(year=2024))
    organisation_make(early, name="seven")
    times = list(models.LedgerEntry.objects.order_by("sequence").values_list("at", flat=True))
    assert times == sorted(times)
