"""Cleared people, and people expected to be, on the slots there are."""

from homeward.plan.capacity import (
    CAPACITY_TABLES,
    WEEKDAYS,
    Capacity,
    Carrier,
    Crossing,
    NationalityDays,
    Presence,
    Site,
)
from homeward.plan.explain import Reason, explain_days, explain_in_words
from homeward.plan.files import (
    PEOPLE_COLUMNS,
    PEOPLE_NEEDED,
    problem_from_json,
    problem_from_rows,
    problem_to_json,
    result_from_json,
    result_to_json,
)
from homeward.plan.phases import Batch, Estimate, Phase, estimate_unlisted, make_batches, make_phases
from homeward.plan.problem import Cleared, Expected, Problem, Standing, Unit, cleared, together
from homeward.plan.program import Program
from homeward.plan.result import Assignment, Measures, Result, demand_everyone
from homeward.plan.solve import solve
from homeward.plan.violations import Violation, find_violations

__all__ = [
    "CAPACITY_TABLES",
    "PEOPLE_COLUMNS",
    "PEOPLE_NEEDED",
    "WEEKDAYS",
    "Assignment",
    "Batch",
    "Capacity",
    "Carrier",
    "Cleared",
    "Crossing",
    "Estimate",
    "Expected",
    "Measures",
    "NationalityDays",
    "Phase",
    "Presence",
    "Problem",
    "Program",
    "Reason",
    "Result",
    "Site",
    "Standing",
    "Unit",
    "Violation",
    "cleared",
    "demand_everyone",
    "estimate_unlisted",
    "explain_days",
    "explain_in_words",
    "find_violations",
    "make_batches",
    "make_phases",
    "problem_from_json",
    "problem_from_rows",
    "problem_to_json",
    "result_from_json",
    "result_to_json",
    "solve",
    "together",
]
