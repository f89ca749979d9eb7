"""Thresholds and rules from a file: typed, versioned, hashed.

A decision stores the policy's version and hash, so that it can be explained again. Every number that somebody
may want to argue about stands in `policy-1.toml` with its reason, not in the code.
"""

from __future__ import annotations

import hashlib
import tomllib
from dataclasses import dataclass, fields
from functools import cache
from importlib import resources
from typing import Any

from homeward.errors import InputError


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """The numbers an operation runs by. Probabilities are in [0, 1], sizes in bytes, times in days."""

    version: str
    digest: str
    link_max_false: float
    link_min_review: float
    propose_max_false: float
    propose_min_review: float
    answer_due_days: int
    clearance_days: int
    minor_age: int
    list_max_rows: int
    list_max_bytes: int
    unpacked_max_bytes: int
    plan_seconds: float
    plan_expects: tuple[str, ...]
    plan_sure: float
    plan_child_weight: float
    publish_threshold: int
    rounding_base: int


def read_policy(text: str) -> Policy:
    """Read a policy from TOML text, or say which key is missing or unknown."""
    table: dict[str, Any] = tomllib.loads(text)
    names = {field.name for field in fields(Policy)} - {"digest"}
    if set(table) != names:
        raise InputError("input.bad-value", f"policy keys that do not fit: {sorted(set(table) ^ names)}")
    values: dict[str, Any] = {name: tuple(value) if isinstance(value, list) else value for name, value in table.items()}
    return Policy(digest=hashlib.sha256(text.encode()).hexdigest()[:16], **values)


@cache
def standard_policy() -> Policy:
    """Return the policy that ships with Homeward."""
    return read_policy(resources.files("homeward").joinpath("policy-1.toml").read_text(encoding="utf-8"))
