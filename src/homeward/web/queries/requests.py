"""The questions to the states: how old each is, who is in it, what left and what came back."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, F, Max, Q, QuerySet

from homeward.case import SIDE_EXITS, Stage
from homeward.share import Field, standard_allow_list
from homeward.verify import Outcome, Sent
from homeward.web import models
from homeward.web.actions.base import By
from homeward.web.actions.verify import SEVERAL
from homeward.web.queries.reader import may
from homeward.web.queries.seen import leaf, seen


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestRow(Sent):
    """One request with its counts by outcome."""

    key: str
    mission: str
    sent_at: datetime
    received_at: datetime | None
    due_date: date
    confirmed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Unasked:
    """People of one nationality whose state was not asked yet. `mission` is empty where none speaks for it."""

    state: str
    mission: str
    people: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """What a state said of one person; `outcome` is empty while it has said nothing."""

    outcome: str = ""
    evidence: str = ""
    question: str = ""
    officer: str = ""
    answered_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemSeen(Answered):
    """One person in a request as they were named in it, and the answer."""

    reference: str
    name_native: str
    name_latin: str
    born: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestSeen:
    """One request: who is in it as far as the reader may know, what left, what never leaves, what came back."""

    row: RequestRow
    place: str
    digest: str
    file_name: str
    fields: tuple[str, ...]
    fields_kept: tuple[str, ...]
    items: tuple[ItemSeen, ...]
    outcomes: tuple[tuple[str, int], ...]
    page: int
    pages: int
    knows_asked: bool


def requests_of(by: By) -> QuerySet[models.Request]:
    """Return the requests that exist for this reader: all, or those to its own state."""
    rows = models.Request.objects.select_related("mission")
    if may(by, "request.see"):
        return rows
    return rows.filter(mission__state=by.state) if may(by, "request.see_own") else rows.none()


def knows_asked(by: By) -> bool:
    """Tell whether the reader may know who is in a request before the answer: protection, and the state itself.

    For everybody else the question is about all people of a state. Who is left out for a hold shows nowhere then.
    """
    return may(by, "protection.see") or may(by, "request.see_own")


def requests_all(by: By) -> tuple[RequestRow, ...]:
    """Return the reader's requests, those with people still waiting first, the oldest before the newer."""
    rows = [_row(row, by) for row in _counted(requests_of(by)).order_by("sent_at", "key")]
    return tuple(sorted(rows, key=lambda row: (row.waiting == 0, row.sent_at)))


def unasked(by: By) -> tuple[Unasked, ...]:
    """Return whom the next round of requests is about, by nationality, most first.

    Counted is who came, or came free, since their mission was last asked: who was left out then shows in no number.
    """
    done = (Stage.ARRIVED, *SIDE_EXITS)
    people = models.Person.objects.filter(merged_into=None, requestitem=None).exclude(stage__in=done)
    missions = dict(models.Mission.objects.values_list("state", "name"))
    last = dict(models.Mission.objects.annotate(last=Max("request__sent_at")).values_list("state", "last"))
    counts = Counter(
        state
        for state, *moments in people.exclude(nationality="")
        .annotate(listed=Max("record__source_list__received_at"), freed=Max("hold__lifted_at"))
        .values_list("nationality", "created_at", "listed", "freed")
        if last.get(state) is None or max(moment for moment in moments if moment) > last[state]
    )
    ordered = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    return tuple(Unasked(state=state, mission=missions.get(state, ""), people=count) for state, count in ordered)


def request_see(by: By, key: str, *, page: int = 1) -> RequestSeen | None:
    """Return one request with one page of its people, open questions first; None when there is none for this reader."""
    row = _counted(requests_of(by).filter(key=key)).first()
    if row is None:
        return None
    items = row.requestitem_set.select_related("person", "answer").order_by(
        F("answer").asc(nulls_first=True), "person__reference"
    )
    if not knows_asked(by):
        items = items.exclude(answer=None)
    found = leaf(items, page)
    outcomes = Counter(models.Answer.objects.filter(item__request=row).values_list("outcome", flat=True))
    rule = standard_allow_list().rule(recipient="mission", purpose="confirm_nationality")
    given = {
        "row": _row(row, by),
        "place": row.mission.place,
        "file_name": row.file_name.rpartition("/")[2],
        "fields_kept": tuple(field.value for field in Field if field not in rule.fields),
        "items": tuple(_item(item) for item in found.rows),
        "outcomes": tuple((outcome.value, outcomes[outcome.value]) for outcome in Outcome if outcomes[outcome.value]),
        "page": found.page,
        "pages": found.pages,
        "knows_asked": knows_asked(by),
    }
    return seen(RequestSeen, row, given)


def _counted(rows: QuerySet[models.Request]) -> QuerySet[models.Request]:
    """Count for each request its people, their answers, those that are a yes and those that were sent back."""
    counts = {"people": Count("requestitem"), "answered": Count("requestitem__answer")}
    said = {"confirmed": Outcome.CONFIRMED, "returned": Outcome.MORE_NEEDED}
    for name, outcome in said.items():
        counts[name] = Count("requestitem__answer", filter=Q(requestitem__answer__outcome=outcome.value))
    return rows.annotate(**counts)


def _row(row: models.Request, by: By) -> RequestRow:
    given = {
        "state": row.mission.state,
        "mission": row.mission.name,
        "is_overdue": row.due_date < by.day and row.answered < row.people,  # type: ignore[attr-defined]  # `_counted`
        "days": (by.day - by.day_of(row.sent_at)).days,
    }
    return seen(RequestRow, row, given)


def _item(item: models.RequestItem) -> ItemSeen:
    sent = {"name_native": "name_native", "name_latin": "name", "born": "born"}
    said = {shown: str(item.fields.get(field, "")).replace(SEVERAL, " or ") for shown, field in sent.items()}
    return seen(ItemSeen, getattr(item, "answer", None), {"reference": item.person.reference, **said})
