"""Asking states and hearing them, with real sealed files."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from tests.web.acting import AT, an_account, an_operation, entries, watchers

from homeward.errors import Refused
from homeward.share import TrustedKey, build_answers, make_receipt, open_request, public_key
from homeward.verify import Answer, Basis, Evidence, Outcome
from homeward.web import models, operation
from homeward.web.actions import lists, match, report, screen, site, verify
from homeward.web.actions.base import By
from homeward.web.queries.person import person_see
from homeward.web.queries.requests import request_see

pytestmark = pytest.mark.django_db
LIST = (
    "No,Name,Sex,Nationality,Date of birth,Father's name\n"
    "1,Abebe Tesfaye Bekele,M,Ethiopia,1998-03-12,Tesfaye Bekele\n"
    "2,Meron Girma Alemu,F,Ethiopia,1999-07-01,Girma Alemu\n"
)


@pytest.fixture
def asked(tmp_path: Path, settings) -> Iterator[tuple[By, bytes, verify.Asked]]:
    """An operation that has asked Ethiopia about two people; who acts, the desk's key, and the request."""
    settings.DATA = str(tmp_path)
    (tmp_path / "signing.key").write_text(secrets.token_hex(32), encoding="ascii")
    founder = an_operation()
    watchers(founder)
    by = an_account(founder, "registrar", "reviewer", "coordinator", username="all")
    lists.list_import(by, name="camp", file_name="camp.csv", data=LIST.encode(), organisation="Camp")
    match.lists_link(by)
    key = secrets.token_bytes(32)
    mission = {"state": "ETH", "mission": "Embassy", "place": "Delhi", "answer_days": 3}
    site.missions_set(founder, missions=[{**mission, "public_key": public_key(key).hex()}])
    (sent,) = verify.requests_send(by)
    yield by, key, sent


def answer_file(asked: tuple[By, bytes, verify.Asked], *, key: bytes | None = None) -> bytes:
    _, own, sent = asked
    trusted = [TrustedKey(owner="operation", public=public_key(operation.signing_key()))]
    request, opened = open_request(
        (operation.folder() / "out" / sent.file_name).read_bytes(), trusted_keys=trusted, at=AT
    )
    at = AT + timedelta(days=2)
    answers = [
        Answer(
            request=request.id,
            person=person,
            outcome=Outcome.CONFIRMED,
            evidence=Evidence.REGISTER,
            basis=Basis.NATIONAL,
            answered_at=at,
            officer="Officer",
        )
        for person in request.persons
    ]
    return build_answers(answers, opened, request=request, created_at=at, key=key or own).data


def later(by: By) -> By:
    return replace(by, at=AT + timedelta(days=3))


def test_a_request_tells_every_field_from_its_own_claims(asked: tuple[By, bytes, verify.Asked]) -> None:
    fields = models.RequestItem.objects.order_by("pk")[0].fields
    assert fields["sex"] == "M" and fields["born"].startswith("1998-03-12") and fields["father"] == "Tesfaye Bekele"
    assert set(fields) == {"name", "sex", "born", "nationality", "father"}


def test_an_answer_confirms_and_the_same_file_again_changes_nothing(asked: tuple[By, bytes, verify.Asked]) -> None:
    by, _, _ = asked
    data = answer_file(asked)
    assert verify.answers_import(later(by), data=data, file_name="a.json").outcomes == {"confirmed": 2}
    assert set(models.Person.objects.values_list("nationality_confirmed", flat=True)) == {"ETH"}
    before = entries()
    verify.answers_import(later(by), data=data, file_name="a.json")
    assert entries() == before and models.Answer.objects.count() == 2


def receipt(asked: tuple[By, bytes, verify.Asked], *, key: bytes | None = None) -> bytes:
    _, own, sent = asked
    trusted = [TrustedKey(owner="operation", public=public_key(operation.signing_key()))]
    data = (operation.folder() / "out" / sent.file_name).read_bytes()
    _, opened = open_request(data, trusted_keys=trusted, at=AT)
    return make_receipt(opened, officer="Officer", received_at=AT + timedelta(days=1), key=key or own)


def test_a_receipt_says_when_the_request_arrived_and_the_first_one_counts(
    asked: tuple[By, bytes, verify.Asked],
) -> None:
    by, _, sent = asked
    assert verify.desk_heard(later(by), data=receipt(asked), file_name="r.json").outcomes == {}
    page = request_see(later(by), sent.key)
    assert page is not None and page.row.received_at == AT + timedelta(days=1) and page.row.waiting == 2
    before = entries()
    verify.desk_heard(later(by), data=receipt(asked), file_name="r.json")
    assert entries() == before
    assert verify.desk_heard(later(by), data=answer_file(asked), file_name="a.json").outcomes == {"confirmed": 2}


def test_a_receipt_of_another_desk_or_brought_by_another_state_is_refused(
    asked: tuple[By, bytes, verify.Asked],
) -> None:
    by, _, _ = asked
    with pytest.raises(Refused, match=r"refused\.signature"):
        verify.desk_heard(later(by), data=receipt(asked, key=secrets.token_bytes(32)), file_name="r.json")
    kenya = secrets.token_bytes(32)
    key = public_key(kenya).hex()
    models.Mission.objects.create(state="KEN", name="Embassy", place="Nairobi", public_key=key, days_to_answer=3)
    with pytest.raises(Refused, match=r"refused\.signature"):
        verify.desk_heard(later(by), data=receipt(asked, key=kenya), file_name="r.json")
    other = replace(later(by), roles=("coordinator",), state="KEN")
    with pytest.raises(Refused, match=r"refused\.not-permitted"):
        verify.desk_heard(other, data=receipt(asked), file_name="r.json")
    assert models.Request.objects.filter(received_at=None).count() == 1


def test_nobody_is_asked_about_twice(asked: tuple[By, bytes, verify.Asked]) -> None:
    assert verify.requests_send(asked[0]) == ()


def test_an_answer_under_another_key_is_refused_and_changes_nothing(asked: tuple[By, bytes, verify.Asked]) -> None:
    data = answer_file(asked, key=secrets.token_bytes(32))
    with pytest.raises(Refused, match=r"refused\.signature"):
        verify.answers_import(later(asked[0]), data=data, file_name="a.json")
    assert not models.Answer.objects.exists()


def test_a_consular_officer_of_another_state_cannot_bring_the_answer(asked: tuple[By, bytes, verify.Asked]) -> None:
    other = replace(later(asked[0]), roles=("coordinator",), state="KEN")
    with pytest.raises(Refused, match=r"refused\.not-permitted"):
        verify.answers_import(other, data=answer_file(asked), file_name="a.json")


def test_who_is_held_is_not_made_known_to_a_state(tmp_path: Path, settings) -> None:
    settings.DATA = str(tmp_path)
    (tmp_path / "signing.key").write_text(secrets.token_hex(32), encoding="ascii")
    founder = an_operation()
    watchers(founder)
    by = an_account(founder, "registrar", "reviewer", "coordinator", username="all")
    lists.list_import(by, name="camp", file_name="camp.csv", data=LIST.encode(), organisation="Camp")
    match.lists_link(by)
    site.missions_set(founder, missions=[{"state": "ETH", "mission": "Embassy", "place": "Delhi", "answer_days": 3}])
    person = models.Person.objects.order_by("pk")[0]
    models.Hold.objects.create(person=person, reason_class="fear_of_return", set_by="screening", set_at=AT)
    (sent,) = verify.requests_send(by)
    assert sent.people == 1
    assert person.reference.encode() not in (tmp_path / "out" / sent.file_name).read_bytes()


def test_outside_protection_the_held_read_as_the_asked_do(tmp_path: Path, settings) -> None:
    settings.DATA = str(tmp_path)
    (tmp_path / "signing.key").write_text(secrets.token_hex(32), encoding="ascii")
    founder = an_operation()
    watchers(founder)
    by = an_account(founder, "registrar", "reviewer", "coordinator", username="all")
    guard = an_account(founder, "screening", username="guard")
    lists.list_import(by, name="camp", file_name="camp.csv", data=LIST.encode(), organisation="Camp")
    match.lists_link(by)
    site.missions_set(founder, missions=[{"state": "ETH", "mission": "Embassy", "place": "Delhi", "answer_days": 3}])
    held, other = models.Person.objects.order_by("pk")
    screen.hold_set(guard, person=held.reference, reason_class="fear_of_return")
    (sent,) = verify.requests_send(by)
    screen.gates_assess(by)
    for reader in (by, replace(by, roles=("caseworker",)), replace(by, roles=("registrar",))):
        pages = [person_see(reader, person.reference) for person in (held, other)]
        assert pages[0] and pages[1]
        for part in ("told", "gates", "asked", "papers", "confirmed"):
            assert getattr(pages[0], part) == getattr(pages[1], part), f"{part} differs"
        assert "We have asked Ethiopia about its people on 20 February" in pages[0].told
    request = request_see(by, sent.key)
    assert request and request.items == () and request.row.people == 1
    truly = [person_see(guard, person.reference) for person in (held, other)]
    assert [len(page.asked) for page in truly if page] == [0, 1], "protection reads who was asked about"


def test_days_are_the_operations_own_and_an_answer_is_due_when_its_mission_answers(tmp_path: Path, settings) -> None:
    settings.DATA = str(tmp_path)
    (tmp_path / "signing.key").write_text(secrets.token_hex(32), encoding="ascii")
    founder = an_operation()
    watchers(founder)
    before_dawn = AT.replace(day=19, hour=22)  # 20 February, 04:30 at the border
    by = replace(
        an_account(founder, "registrar", "reviewer", "coordinator", "spokesperson", username="all"), at=before_dawn
    )
    lists.list_import(by, name="camp", file_name="camp.csv", data=LIST.encode(), organisation="Camp")
    match.lists_link(by)
    site.missions_set(founder, missions=[{"state": "ETH", "mission": "Embassy", "place": "Delhi", "answer_days": 3}])
    (sent,) = verify.requests_send(by)
    screen.gates_assess(by)
    assert sent.key == "ETH-20250220-01" and models.Request.objects.get().due_date == date(2025, 2, 23)
    gates = models.Gate.objects.filter(person=models.Person.objects.order_by("pk")[0])
    assert {gate.since for gate in gates} == {date(2025, 2, 20)}, "every gate on the day of the border"
    assert "Situation on 20 February 2025" in report.statement_draft(by).text
