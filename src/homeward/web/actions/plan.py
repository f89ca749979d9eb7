"""Capacity and plan: people with a clearance, or expected to have one, against the slots that exist."""

from __future__ import annotations

import dataclasses
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from homeward.case import Stage
from homeward.errors import InputError
from homeward.plan import Capacity, Cleared, Expected, Problem, Result, Unit, batches, result_to_json, solve, together
from homeward.policy import standard_policy
from homeward.web import models
from homeward.web.actions.base import By, Done, action
from homeward.web.actions.stages import move


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """How many people have a day, how many have none, and what the plan costs beside its proven bound."""

    planned: int
    unplanned: int
    batches: int
    cost: float
    bound: float
    first_come_cost: float
    method: str
    seconds: float


@action("capacity.set")
def capacity_set(by: By, *, table: Mapping[str, Any], file_name: str) -> Done[None]:
    """Set the slots that exist; a table that does not fit its own rules is refused."""
    capacity = Capacity.from_table(table, file=file_name)
    models.Operation.objects.update(capacity=capacity.as_table())
    return Done(value=None, object="capacity", content={"from": str(capacity.horizon_from), "days": capacity.days})
