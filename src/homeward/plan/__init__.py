"""Cleared people, and people expected to be, on the slots there are."""

from homeward.plan.capacity import Capacity
from homeward.plan.problem import Cleared, Expected, Problem, Unit, together
from homeward.plan.result import Assignment, Measures, Result, demand_everyone
from homeward.plan.solve import solve
from homeward.plan.violations import Violation, find_violations

__all__ = [
    "Assignment",
    "Capacity",
    "Cleared",
    "Expected",
    "Measures",
    "Problem",
    "Result",
    "Unit",
    "Violation",
    "demand_everyone",
    "find_violations",
    "solve",
    "together",
]
