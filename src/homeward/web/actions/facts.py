"""Gathering what the gates of all waiting people rest on, a table at a time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import Any

from homeward.case import SIDE_EXITS, Stage
from homeward.plan import Capacity, Presence
from homeward.screen import CaseFacts, Evidence, Hold, Outcome, Screening
from homeward.web import models

_Facts = dict[int, list[Any]]


def waiting_people() -> list[models.Person]:
    """Return everybody who is here and has not crossed yet."""
    gone = (Stage.HANDED_OVER, Stage.RECEIVED, Stage.IN_TRANSIT, Stage.DEPARTED, Stage.ARRIVED, *SIDE_EXITS)
    return list(models.Person.objects.filter(merged_into=None).exclude(stage__in=gone).order_by("pk"))


def facts_of(people: Iterable[models.Person], *, on: date) -> list[CaseFacts]:
    """Return the facts of each person, in the order given."""
    evidence: _Facts = defaultdict(list)
    for gather in (_identity, _nationality, _papers, _words):
        gather(evidence)
    by_state = _by_nationality(on)
    screenings, holds, births = _screenings(), _holds(), _births()
    return [
        CaseFacts(
            person=person.reference,
            registered_on=person.created_at.date(),
            state=person.nationality_confirmed or person.nationality,
            births=births.get(person.pk, ()),
            evidence=tuple(evidence[person.pk] + by_state[person.nationality_confirmed or person.nationality]),
            screenings=tuple(screenings[person.pk]),
            holds=tuple(holds[person.pk]),
            group=person.group_key,
        )
        for person in people
    ]


def _identity(evidence: _Facts) -> None:
    settled = models.StageChange.objects.filter(target=Stage.WAITING, source=Stage.REGISTERED)
    for person, at in settled.values_list("person", "at"):
        evidence[person].append(Evidence(gate="identity", opened_on=at.date()))


def _nationality(evidence: _Facts) -> None:
    items = models.RequestItem.objects.select_related("request", "answer").order_by("request__sent_at")
    for item in items:
        asked = item.request.sent_at.date()
        answer = getattr(item, "answer", None)
        if answer is None:
            evidence[item.person_id].append(Evidence(gate="nationality", asked_on=asked))
            continue
        on = answer.answered_at.date()
        is_yes = answer.outcome == "confirmed"
        word = Evidence(
            gate="nationality", asked_on=asked, opened_on=on if is_yes else None, stopped_on=None if is_yes else on
        )
        evidence[item.person_id].append(word)


def _papers(evidence: _Facts) -> None:
    for paper in models.TravelDocument.objects.exclude(valid_from=None):
        evidence[paper.person_id].append(Evidence(gate="document", opened_on=paper.valid_from, until=paper.valid_to))
    for seat in models.Funding.objects.exclude(person=None):
        evidence[seat.person_id or 0].append(Evidence(gate="funding", opened_on=seat.paid_on))


def _words(evidence: _Facts) -> None:
    for word in models.Word.objects.all():
        evidence[word.person_id].append(
            Evidence(
                gate=word.gate,
                opened_on=word.opened_on,
                until=word.until,
                asked_on=word.asked_on,
                stopped_on=word.stopped_on,
                by=tuple(word.by),
            )
        )


def _by_nationality(on: date) -> dict[str, list[Evidence]]:
    """Words that hold for a whole nationality: guarantee, money, officials at the crossing."""
    found: dict[str, list[Evidence]] = defaultdict(list)
    for promise in models.Guarantee.objects.all():
        word = Evidence(gate="guarantee", opened_on=promise.valid_from, until=promise.valid_until)
        found[promise.nationality].append(word)
    for seat in models.Funding.objects.filter(person=None):
        found[seat.nationality].append(Evidence(gate="funding", opened_on=seat.paid_on))
    table = models.Operation.objects.values_list("capacity", flat=True).get()
    for row in Capacity.from_table(table).presence if table else ():
        last = _last_day(row, on)
        if last is not None:
            found[row.nationality].append(Evidence(gate="officials", opened_on=min(on, last), until=last))
    return found


def _last_day(row: Presence, on: date) -> date | None:
    """Return the last day on which these officials are announced, or None when that is over."""
    if row.weekdays:
        return date.max
    return max((day for day in row.dates if day >= on), default=None)


def _screenings() -> _Facts:
    found: _Facts = defaultdict(list)
    for row in models.Screening.objects.all():
        found[row.person_id].append(Screening(track=row.track, outcome=Outcome(row.outcome), done_on=row.on))
    return found


def _holds() -> _Facts:
    found: _Facts = defaultdict(list)
    for row in models.Hold.objects.all():
        lifted = row.lifted_at.date() if row.lifted_at else None
        found[row.person_id].append(
            Hold(
                set_by=row.set_by,
                set_on=row.set_at.date(),
                lifted_by=tuple(row.lifted_by) if lifted else (),
                lifted_on=lifted,
            )
        )
    return found


def _births() -> dict[int, tuple[str, ...]]:
    """Every reading of every record, so that the youngest is among them."""
    found: dict[int, set[str]] = defaultdict(set)
    for person, claims in models.Record.objects.filter(is_current=True).values_list("person", "claims"):
        for claim in claims:
            if claim["attribute"] in ("born", "age"):
                found[person].update(claim["readings"])
    return {person: tuple(sorted(readings)) for person, readings in found.items()}
