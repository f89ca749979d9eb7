"""Gathering what people's gates rest on, a table and some thousand people at a time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet

from homeward.case import Stage
from homeward.plan import Capacity, Presence
from homeward.screen import CaseFacts, Evidence, Hold, Outcome, Screening
from homeward.web import models
from homeward.web.actions.base import By
from homeward.web.actions.stages import GONE
from homeward.web.actions.writing import MOST

_Facts = dict[int, list[Any]]


def waiting_people() -> QuerySet[models.Person]:
    """Return everybody who is here and has not crossed yet."""
    return models.Person.objects.filter(merged_into=None).exclude(stage__in=GONE)


def portions(people: QuerySet[models.Person]) -> Iterator[list[models.Person]]:
    """Yield these people some thousand at a time, all who belong to one group together."""
    keys = list(people.order_by("group_key", "pk").values_list("pk", "group_key"))
    first = 0
    while first < len(keys):
        last = min(first + MOST, len(keys))
        while last < len(keys) and keys[last][1] and keys[last][1] == keys[last - 1][1]:
            last += 1
        yield list(models.Person.objects.filter(pk__in=[pk for pk, _ in keys[first:last]]))
        first = last


def facts_of(people: Sequence[models.Person], *, by: By) -> list[CaseFacts]:
    """Return the facts of each person, in the order given: no more people at once than a portion has."""
    those = [person.pk for person in people]
    evidence: _Facts = defaultdict(list)
    for gather in (_identity, _nationality, _papers, _words):
        gather(evidence, those, by)
    by_state, rounds = _by_nationality(by.day), _rounds()
    screenings, holds = _screenings(those), _holds(those, by)
    return [
        CaseFacts(
            person=person.reference,
            registered_on=by.day_of(person.created_at),
            state=person.nationality_confirmed or person.nationality,
            births=(person.youngest_born,) if person.youngest_born else (),
            evidence=(
                *evidence[person.pk],
                *_asked(person, rounds, by),
                *by_state[person.nationality_confirmed or person.nationality],
            ),
            screenings=tuple(screenings[person.pk]),
            holds=tuple(holds[person.pk]),
            group=person.group_key,
        )
        for person in people
    ]


def _identity(evidence: _Facts, those: Sequence[int], by: By) -> None:
    settled = models.StageChange.objects.filter(person__in=those, target=Stage.WAITING, source=Stage.REGISTERED)
    for person, at in settled.values_list("person", "at"):
        evidence[person].append(Evidence(gate="identity", opened_on=by.day_of(at)))


def _nationality(evidence: _Facts, those: Sequence[int], by: By) -> None:
    """A state's word about a person. That it was asked is told by rounds (`_asked`), the same for all its people."""
    said = models.Answer.objects.filter(item__person__in=those).order_by("answered_at")
    for person, outcome, answered_at in said.values_list("item__person", "outcome", "answered_at"):
        on, is_yes = by.day_of(answered_at), outcome == "confirmed"
        word = Evidence(gate="nationality", opened_on=on if is_yes else None, stopped_on=None if is_yes else on)
        evidence[person].append(word)


def _rounds() -> dict[str, list[datetime]]:
    """When each state was asked about its people."""
    found: dict[str, list[datetime]] = defaultdict(list)
    for state, at in models.Request.objects.order_by("sent_at").values_list("mission__state", "sent_at"):
        found[state].append(at)
    return found


def _asked(person: models.Person, rounds: dict[str, list[datetime]], by: By) -> Iterator[Evidence]:
    """Who is in no request waits for the same answer since the same day as those who are: a hold shows in neither."""
    first = next((at for at in rounds.get(person.nationality, ()) if at >= person.created_at), None)
    if first is not None:
        yield Evidence(gate="nationality", asked_on=by.day_of(first))


def _papers(evidence: _Facts, those: Sequence[int], by: By) -> None:
    papers = models.TravelDocument.objects.filter(person__in=those).exclude(valid_from=None)
    for person, first, last in papers.values_list("person", "valid_from", "valid_to"):
        evidence[person].append(Evidence(gate="document", opened_on=first, until=last))
    for person, paid_on in models.Funding.objects.filter(person__in=those).values_list("person", "paid_on"):
        evidence[person or 0].append(Evidence(gate="funding", opened_on=paid_on))


def _words(evidence: _Facts, those: Sequence[int], by: By) -> None:
    fields = ("gate", "opened_on", "until", "asked_on", "stopped_on")
    for person, *word, named in models.Word.objects.filter(person__in=those).values_list("person", *fields, "by"):
        evidence[person].append(Evidence(**dict(zip(fields, word, strict=True)), by=tuple(named)))


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


def _screenings(those: Sequence[int]) -> _Facts:
    found: _Facts = defaultdict(list)
    rows = models.Screening.objects.filter(person__in=those).values_list("person", "track", "outcome", "on")
    for person, track, outcome, on in rows:
        found[person].append(Screening(track=track, outcome=Outcome(outcome), done_on=on))
    return found


def _holds(those: Sequence[int], by: By) -> _Facts:
    found: _Facts = defaultdict(list)
    for row in models.Hold.objects.filter(person__in=those):
        lifted = by.day_of(row.lifted_at) if row.lifted_at else None
        found[row.person_id].append(
            Hold(
                set_by=row.set_by,
                set_on=by.day_of(row.set_at),
                lifted_by=tuple(row.lifted_by) if lifted else (),
                lifted_on=lifted,
            )
        )
    return found
