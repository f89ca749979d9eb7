"""The day's figures: counted, reconciled, released, put into words, and published by two."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from homeward.case import SIDE_EXITS, Stage
from homeward.errors import Refused
from homeward.policy import standard_policy
from homeward.record import nationality_name
from homeward.report import Measure, Scope, Situation, Table, draft_statement
from homeward.web import models, operation
from homeward.web.actions.base import By, Done, action, known
from homeward.web.actions.leaving import require_watchers
from homeward.web.actions.stages import CROSSED
from homeward.web.figures import release_of, situation_of, situation_to_json, to_json

DEFINITIONS = {
    Measure.IDENTIFIED: "a person on one list or more, each counted once",
    Measure.HANDED_OVER: "left the custodian at the crossing, or confirmed as home by the receiving state",
    Measure.SIDE_EXITS: "left by themselves, passed on, in hospital, died, released locally or moved without clearance",
    Measure.REMAINING: "identified, and neither handed over nor gone otherwise",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A drafted statement: its number, the text, and the equalities that hold between the exact figures behind it."""

    statement_id: int
    text: str
    equalities: tuple[str, ...]


@action("statement.draft")
def statement_draft(by: By, *, revises: int | None = None) -> Done[Draft]:
    """Count as of now, and draft the day's statement only if every figure adds up and none exposes few people.

    `revises` is the newest published statement when its figures counted people twice: then the draft says so, and
    need not go on from them. It is still checked against everything that was ever published.
    """
    published = models.Statement.objects.exclude(published_at=None).order_by("as_of")
    newest = published.last()
    if revises is not None and (newest is None or newest.pk != revises):
        raise Refused("refused.stale", "only the newest published statement can be revised")
    previous = situation_of(newest.content["situation"]) if newest else None
    revision = previous.identified.scope.revision if previous else 0
    situation = _situation(by, revision=revision + (revises is not None))
    statement = draft_statement(
        situation,
        previous=previous,
        policy=standard_policy(),
        history=[release_of(release) for row in published for release in row.content["releases"]],
    )
    content = {
        "situation": situation_to_json(situation),
        "releases": [to_json(release) for release in statement.releases],
        "equalities": list(statement.equalities),
    }
    row = models.Statement.objects.create(
        as_of=by.at, text=statement.text, content=content, is_reconciled=True, drafted_by=by.username
    )
    draft = Draft(statement_id=row.pk, text=statement.text, equalities=statement.equalities)
    made: dict[str, object] = {"equalities": len(statement.equalities), "revises": revises}
    return Done(value=draft, object=f"statement:{row.pk}", content=made)


@action("statement.publish")
def statement_publish(by: By, *, statement_id: int) -> Done[str]:
    """Publish a draft, as a second person, unless another was published since it was checked; write it to `out/`."""
    require_watchers()
    row = known(models.Statement.objects.filter(pk=statement_id, published_at=None), "no such draft")
    if row.drafted_by == by.username:
        raise Refused("refused.second-person", "somebody else has to publish what you drafted")
    if models.Statement.objects.filter(published_at__gt=row.as_of).exists():
        raise Refused("refused.stale", "another statement was published since; draft it again")
    row.published_by, row.published_at = by.username, by.at
    row.save(update_fields=["published_by", "published_at"])
    file_name = f"statements/statement-{row.pk}.txt"
    operation.write_out(file_name, (row.text + "\n").encode())
    return Done(value=file_name, object=f"statement:{row.pk}")


def _situation(by: By, *, revision: int) -> Situation:
    """Count everybody, by nationality."""
    site, day, start = models.Operation.objects.get(), by.day, by.midnight
    people = list(models.Person.objects.filter(merged_into=None))
    crossed = [person for person in people if person.stage in CROSSED]
    aside = [person for person in people if person.stage in SIDE_EXITS]
    gone = {person.pk for person in (*crossed, *aside)}
    today = models.StageChange.objects.filter(target=Stage.HANDED_OVER, at__gte=start)
    moved = set(today.values_list("person", flat=True))
    sources = tuple(sorted(f"list {name}" for name in set(models.SourceList.objects.values_list("name", flat=True))))

    def table(measure: Measure, members: Iterable[models.Person], *, since: date) -> Table:
        counts = Counter(person.nationality_confirmed or person.nationality for person in members)
        words = DEFINITIONS[measure]
        scope = Scope(measure=measure, definition=words, since=since, as_of=day, sources=sources, revision=revision)
        named = ((nationality_name(code) if code else "not stated", count) for code, count in counts.items())
        cells = tuple(sorted(named, key=lambda cell: (-cell[1], cell[0])))
        return Table(scope=scope, total=counts.total(), cells=cells)

    base = site.base_date
    return Situation(
        handed_over=table(Measure.HANDED_OVER, [p for p in crossed if p.pk in moved], since=day),
        newly_identified=table(Measure.IDENTIFIED, [p for p in people if p.created_at >= start], since=day),
        identified=table(Measure.IDENTIFIED, people, since=base),
        sent_home=table(Measure.HANDED_OVER, crossed, since=base),
        side_exits=table(Measure.SIDE_EXITS, aside, since=base),
        remaining=table(Measure.REMAINING, [p for p in people if p.pk not in gone], since=base),
        crossing=_crossing_names(site.capacity),
    )


def _crossing_names(capacity: dict[str, list[dict[str, str]]]) -> str:
    names = [row.get("name") or row["id"] for row in capacity.get("crossing", [])]
    return " and ".join(names) or "the crossing"
