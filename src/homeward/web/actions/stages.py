"""Moving people from stage to stage, only as `case.py` allows; used inside actions, never alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from homeward.case import Stage, transition
from homeward.web import models
from homeward.web.actions.base import By
from homeward.web.actions.writing import rewrite


def move(people: Sequence[models.Person], target: Stage, *, by: By, reasons: Mapping[int, str] | None = None) -> None:
    """Move every person to `target`, or refuse all of them when the table has no way there for one.

    `reasons` gives a reason class by person key.
    """
    changes = []
    for person in people:
        row = transition(Stage(person.stage), target)
        changes.append(
            models.StageChange(
                person=person,
                source=row.source,
                target=row.target,
                reason=(reasons or {}).get(person.pk, ""),
                by=by.username,
                at=by.at,
            )
        )
        person.stage, person.stage_since = target, by.at
    models.StageChange.objects.bulk_create(changes, batch_size=500)
    rewrite(people, ["stage", "stage_since"])
