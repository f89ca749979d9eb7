"""The missions: who speaks for which state, and whether the key its desk signs with is known."""

from __future__ import annotations

from dataclasses import dataclass

from homeward.share import fingerprint
from homeward.web import models
from homeward.web.actions.base import By
from homeward.web.queries.seen import seen


@dataclass(frozen=True, slots=True, kw_only=True)
class MissionSeen:
    """One mission; `key` is the fingerprint of its desk's key, empty while none is trusted."""

    state: str
    name: str
    place: str
    days_to_answer: int
    key: str


def missions_all(by: By) -> tuple[MissionSeen, ...]:
    """Return every mission, those without a key first."""
    rows = [_seen(row) for row in models.Mission.objects.order_by("state")]
    return tuple(sorted(rows, key=lambda row: bool(row.key)))


def mission_see(by: By, state: str) -> MissionSeen | None:
    """Return the mission that speaks for a state, or None."""
    row = models.Mission.objects.filter(state=state).first()
    return _seen(row) if row else None


def _seen(row: models.Mission) -> MissionSeen:
    return seen(MissionSeen, row, {"key": fingerprint(bytes.fromhex(row.public_key)) if row.public_key else ""})
