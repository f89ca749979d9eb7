"""The rule table: one row per gate, with its owner, its source and the sentences that may be said."""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

from homeward.errors import InputError

KINDS = ("dated", "two", "screening", "hold")
APPLIES = ("always", "minor", "group")
PROTECTION = "protection"


@dataclass(frozen=True, slots=True, kw_only=True)
class GateRule:
    """One row. `tell` and `staff` map "waiting", "asked" and "stopped" to a sentence; "asked" is told only."""

    id: str
    title: str
    owner: str
    stopped_owner: str
    kind: str
    applies: str
    expires_days: int
    source: str
    tell: Mapping[str, str]
    staff: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """The whole table with its version and hash. `gates` stand in the order in which people are told of them.

    `outward` is the one gate that stands for all of protection's gates wherever protection is not reading;
    `ready` is told to somebody who is cleared.
    """

    version: str
    digest: str
    gates: tuple[GateRule, ...]
    outward: GateRule
    ready: str
    tracks: Mapping[str, bool]

    @property
    def name(self) -> str:
        """Version and hash in one word, as a decision stores it."""
        return f"{self.version}:{self.digest}"


def read_rules(text: str) -> Rules:
    """Read the table from TOML text; an unknown kind, a doubled gate or a row without a source is refused."""
    table = tomllib.loads(text)
    gates = tuple(_gate(row) for row in table["gate"])
    if len({gate.id for gate in gates}) != len(gates):
        raise InputError("input.bad-value", "a gate stands twice in the rules")
    if [gate.kind for gate in gates].count("hold") != 1 or [gate.kind for gate in gates].count("screening") != 1:
        raise InputError("input.bad-value", "the rules have one gate for holds and one for screening")
    return Rules(
        version=table["version"],
        digest=hashlib.sha256(text.encode()).hexdigest()[:16],
        gates=gates,
        outward=_outward(table["protection"]),
        ready=table["ready"]["tell"],
        tracks={row["id"]: bool(row["counts"]) for row in table["track"]},
    )


def _gate(row: dict[str, str]) -> GateRule:
    gate = GateRule(
        id=row["id"],
        title=row["title"],
        owner=row["owner"],
        stopped_owner=row["stopped_owner"],
        kind=row["kind"],
        applies=row["applies"],
        expires_days=int(row["expires_days"]),
        source=row["source"],
        tell={"waiting": row["tell"], "asked": row["tell_asked"], "stopped": row["tell_stopped"]},
        staff={"waiting": row["staff"], "asked": row["staff"], "stopped": row["staff_stopped"]},
    )
    if gate.kind not in KINDS or gate.applies not in APPLIES or not gate.source.strip():
        raise InputError("input.bad-value", f"gate {gate.id}: kind, applies or source")
    if gate.kind in ("hold", "screening", "two") and gate.owner != PROTECTION:
        raise InputError("input.bad-value", f"gate {gate.id}: belongs to protection")
    return gate


def _outward(row: dict[str, str]) -> GateRule:
    return GateRule(
        id=row["id"],
        title=row["title"],
        owner=PROTECTION,
        stopped_owner=PROTECTION,
        kind="dated",
        applies="always",
        expires_days=0,
        source="A hold is told and shown outside protection as the ordinary not-ready state",
        tell={"waiting": row["tell"]},
        staff={"waiting": row["staff"]},
    )


@cache
def standard_rules() -> Rules:
    """Return the rules that ship with Homeward."""
    return read_rules(resources.files("homeward.screen").joinpath("data/rules-1.toml").read_text(encoding="utf-8"))
