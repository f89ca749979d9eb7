"""Asking the states: one sealed request package a mission, one signed answer file back."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import timedelta

from homeward.case import SIDE_EXITS, Stage
from homeward.errors import Refused, Spot
from homeward.record import Attribute, PersonRecord
from homeward.screen import may_ask_state
from homeward.share import (
    TrustedKey,
    build_request,
    fingerprint,
    is_receipt,
    open_answers,
    open_package,
    open_receipt,
    public_key,
)
from homeward.verify import Answer, Outcome, Request, RequestItem
from homeward.web import models, operation
from homeward.web.actions.base import By, Done, action
from homeward.web.actions.facts import facts_of, portions
from homeward.web.actions.leaving import require_watchers
from homeward.web.actions.writing import fill, parts, rewrite
from homeward.web.rows import record_of, request_of

# A mission's desk reads several values of one field apart by this mark; no value of a list holds it.
SEVERAL = " | "
_READ = {
    "sex": Attribute.SEX,
    "born": Attribute.BORN,
    "nationality": Attribute.NATIONALITY,
    "document": Attribute.DOCUMENT,
}
_ANSWER = ("item", "outcome", "evidence", "basis", "question", "officer", "answered_at")
_PAPER = ("person", "kind", "number", "post", "name", "valid_from", "valid_to", "is_single_journey")
_WRITTEN = {
    "father": Attribute.FATHER,
    "mother": Attribute.MOTHER,
    "place": Attribute.PLACE,
    "postcode": Attribute.POSTCODE,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One request that left: its key, the state, how many people, and the file in `out/`."""

    key: str
    state: str
    people: int
    file_name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """What one answer file said, as counts by outcome; a receipt says none."""

    request: str
    state: str
    outcomes: dict[str, int]


@action("request.send")
def requests_send(by: By, *, states: Collection[str] | None = None) -> Done[tuple[Asked, ...]]:
    """Write one sealed request a mission for everybody it was not asked about yet.

    Who has a hold or said no, and whose nationality no mission speaks for, is in no request.
    """
    require_watchers()
    people = _to_be_asked(by)
    missions = {mission.state: mission for mission in models.Mission.objects.all()}
    asked = tuple(
        _send(by, missions[state], people[state])
        for state in sorted(people)
        if state in missions and (states is None or state in states)
    )
    content: dict[str, object] = {row.key: row.people for row in asked}
    return Done(value=asked, object="requests", content=content, has_changed=bool(asked))


def _to_be_asked(by: By) -> dict[str, list[models.Person]]:
    done = (Stage.ARRIVED, *SIDE_EXITS)
    unasked = models.Person.objects.filter(merged_into=None, requestitem=None).exclude(stage__in=done)
    people: dict[str, list[models.Person]] = defaultdict(list)
    for some in portions(unasked.exclude(nationality="")):
        for person, facts in zip(some, facts_of(some, by=by), strict=True):
            if may_ask_state(facts, on=by.day):
                people[person.nationality].append(person)
    return {state: sorted(those, key=lambda person: person.pk) for state, those in people.items()}


def _send(by: By, mission: models.Mission, people: Sequence[models.Person]) -> Asked:
    number = models.Request.objects.filter(mission=mission).count() + 1
    key = f"{mission.state}-{by.day:%Y%m%d}-{number:02d}"
    records: dict[int, list[PersonRecord]] = defaultdict(list)
    for some in parts(people):
        for kept in models.Record.objects.filter(is_current=True, person__in=some):
            records[kept.person_id or 0].append(record_of(kept))
    request = Request(
        id=key,
        state=mission.state,
        mission=mission.name,
        sent_at=by.at,
        due_date=by.day + timedelta(days=mission.days_to_answer),
        items=tuple(RequestItem(person=p.reference, fields=_fields(records[p.pk])) for p in people),
    )
    package = build_request(request, operation=operation_name(), key=operation.signing_key())
    file_name = f"requests/request-{key}.json"
    row = models.Request.objects.create(
        key=key,
        mission=mission,
        sent_at=by.at,
        due_date=request.due_date,
        digest=package.digest,
        file_name=file_name,
        fields=list(package.header.fields),
    )
    fields = {item.person: dict(item.fields) for item in request.items}
    rows = ((row.pk, person.pk, fields[person.reference]) for person in people)
    fill(models.RequestItem, ("request", "person", "fields"), rows=rows)
    operation.write_out(file_name, package.data)
    return Asked(key=key, state=mission.state, people=len(people), file_name=file_name)


def _fields(records: Sequence[PersonRecord]) -> dict[str, str]:
    """Return what may leave about one person, every distinct value that the records give."""
    names = [claim.value.strip() for record in records for claim in record.claimed(Attribute.NAME)]
    said = {
        "name": [name for name in names if name.isascii()],
        "name_native": [name for name in names if not name.isascii()],
        **{field: [r for record in records for r in record.readings(kind)] for field, kind in _READ.items()},
        **{field: [c.value for record in records for c in record.claimed(kind)] for field, kind in _WRITTEN.items()},
    }
    joined = {field: SEVERAL.join(sorted(set(values) - {""})) for field, values in said.items()}
    return {field: value for field, value in joined.items() if value}


def desk_heard(by: By, *, data: bytes, file_name: str) -> Heard:
    """Take in what a desk sent back, its receipt or its answers."""
    return (receipt_record if is_receipt(data) else answers_import)(by, data=data, file_name=file_name)


@action("answer.record")
def answers_import(by: By, *, data: bytes, file_name: str) -> Done[Heard]:
    """Take in one answer file; the same file again changes nothing, and a later answer replaces an open question."""
    keys = _desk_keys()
    row = _asked(by, open_package(data, trusted_keys=keys, at=by.at).header.about, file_name=file_name)
    items = {item.person.reference: item for item in row.requestitem_set.select_related("person", "answer")}
    request = request_of(row, items=items.values())
    answers = open_answers(data, request=request, request_digest=row.digest, trusted_keys=keys, at=by.at)
    fresh = [answer for answer in answers if _is_news(items[answer.person], answer)]
    _write(fresh, items, state=row.mission.state)
    outcomes: dict[str, int] = defaultdict(int)
    for answer in answers:
        outcomes[answer.outcome.value] += 1
    heard = Heard(request=row.key, state=row.mission.state, outcomes=dict(outcomes))
    content: dict[str, object] = {**outcomes, "new": len(fresh)}
    return Done(value=heard, object=f"request:{row.key}", content=content, has_changed=bool(fresh))


@action("receipt.record")
def receipt_record(by: By, *, data: bytes, file_name: str) -> Done[Heard]:
    """Take in the signed word of a desk that a request arrived there; only the first one counts."""
    receipt = open_receipt(data, trusted_keys=_desk_keys())
    row = _asked(by, receipt.digest, file_name=file_name)
    if receipt.owner != row.mission.state:
        raise Refused("refused.signature", "signed by another state's desk", at=Spot(file=file_name))
    is_first = row.received_at is None
    if is_first:
        row.received_at = receipt.received_at
        row.save(update_fields=["received_at"])
    heard = Heard(request=row.key, state=row.mission.state, outcomes={})
    content: dict[str, object] = {"people": receipt.count}
    return Done(value=heard, object=f"request:{row.key}", content=content, has_changed=is_first)


def _desk_keys() -> list[TrustedKey]:
    known = models.Mission.objects.exclude(public_key="")
    return [TrustedKey(owner=mission.state, public=bytes.fromhex(mission.public_key)) for mission in known]


def _asked(by: By, digest: str, *, file_name: str) -> models.Request:
    """Return the request whose file has this digest, or refuse what was never sent or is another state's."""
    row = models.Request.objects.select_related("mission").filter(digest=digest).first()
    if row is None:
        raise Refused("refused.not-asked", "no request that was sent", at=Spot(file=file_name))
    if by.state and by.state != row.mission.state:
        raise Refused("refused.not-permitted", "another state's request", at=Spot(file=file_name))
    return row


def _is_news(item: models.RequestItem, answer: Answer) -> bool:
    known = getattr(item, "answer", None)
    return known is None or known.answered_at < answer.answered_at


def _write(answers: Sequence[Answer], items: dict[str, models.RequestItem], *, state: str) -> None:
    for some in parts(answers):
        models.Answer.objects.filter(item__in=[items[answer.person] for answer in some]).delete()
    rows = (
        (
            items[answer.person].pk,
            answer.outcome.value,
            answer.evidence.value,
            answer.basis.value if answer.basis else "",
            answer.question,
            answer.officer,
            answer.answered_at,
        )
        for answer in answers
    )
    fill(models.Answer, _ANSWER, rows=rows)
    papers = (
        (
            items[answer.person].person_id,
            paper.type.value,
            paper.number,
            paper.issuing_post,
            paper.name,
            paper.valid_from,
            paper.valid_to,
            paper.single_journey,
        )
        for answer in answers
        if (paper := answer.document) is not None
    )
    fill(models.TravelDocument, _PAPER, rows=papers)
    confirmed = [items[answer.person].person for answer in answers if answer.outcome is Outcome.CONFIRMED]
    for person in confirmed:
        person.nationality_confirmed = state
    rewrite(confirmed, ["nationality_confirmed"])


def operation_name() -> str:
    """Return the name of the operation that is open."""
    return models.Operation.objects.values_list("name", flat=True).get()


def operation_key() -> dict[str, str]:
    """Return the operation's public key and its short fingerprint, for a desk to trust."""
    key = public_key(operation.signing_key())
    return {"public_key": key.hex(), "fingerprint": fingerprint(key)}
