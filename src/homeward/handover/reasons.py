"""Reason classes: why somebody who was expected is not there. A closed list, and never an accusation."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources

from homeward.case import Stage
from homeward.errors import InputError


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """One row: the class, its words, the stage where the person then is, and where the row comes from."""

    id: str
    words: str
    stage: Stage
    source: str


@cache
def reasons() -> dict[str, Reason]:
    """Return the closed list, in its order."""
    text = resources.files("homeward.handover").joinpath("data/reasons-1.toml").read_text(encoding="utf-8")
    rows = tomllib.loads(text)["reason"]
    return {
        row["id"]: Reason(id=row["id"], words=row["words"], stage=Stage(row["stage"]), source=row["source"])
        for row in rows
    }


def reason(id_: str) -> Reason:
    """Return one row of the list; a word that is not on it is refused."""
    row = reasons().get(id_)
    if row is None:
        raise InputError("input.bad-value", "a reason class that is not on the list")
    return row
