"""Moving people from stage to stage, only as `case.py` allows; used inside actions, never alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from homeward.case import SIDE_EXITS, Stage, transition
from homeward.web import models
from homeward.web.actions.base import By
from homeward.web.actions.writing import fill, rewrite

# Who has crossed, and who is not here any more for whatever reason.
CROSSED = (Stage.HANDED_OVER, Stage.RECEIVED, Stage.IN_TRANSIT, Stage.DEPARTED, Stage.ARRIVED)
GONE = (*CROSSED, *SIDE_EXITS)


def move(people: Sequence[models.Person], target: Stage, *, by: By, reasons: Mapping[int, str] | None = None) -> None:
    """Move every person to `target`, or refuse all of them when the table has no way there for one.

    `reasons` gives a reason class by person key.
    """
    changes = []
    for person in people:
        row = transition(Stage(person.stage), target)
        reason = (reasons or {}).get(person.pk, "")
        changes.append((person.pk, row.source.value, row.target.value, reason, by.username, by.at))
        person.stage, person.stage_since = target, by.at
    fill(models.StageChange, ("person", "source", "target", "reason", "by", "at"), rows=changes)
    rewrite(people, ["stage", "stage_since"])
