"""What left the operation: to whom, when, which fields, about how many people."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count

from homeward.web import models
from homeward.web.actions.base import By
from homeward.web.queries.seen import seen


@dataclass(frozen=True, slots=True, kw_only=True)
class DisclosureSeen:
    """One package that left. `kind` is "request" or "manifest"."""

    kind: str
    key: str
    recipient: str
    at: datetime
    fields: tuple[str, ...]
    people: int
    digest: str


def disclosures_all(by: By) -> tuple[DisclosureSeen, ...]:
    """Return everything that left, the newest first."""
    return tuple(sorted([*_requests(), *_manifests()], key=lambda row: (row.at, row.key), reverse=True))


def _requests() -> list[DisclosureSeen]:
    rows = models.Request.objects.select_related("mission").annotate(people=Count("requestitem"))
    return [
        seen(DisclosureSeen, row, {"kind": "request", "recipient": row.mission.name, "at": row.sent_at}) for row in rows
    ]


def _manifests() -> list[DisclosureSeen]:
    return [_manifest(row) for row in models.Manifest.objects.select_related("batch")]


def _manifest(row: models.Manifest) -> DisclosureSeen:
    entries = row.content["entries"]
    left = dict.fromkeys(field for entry in entries for field in entry if field != "person")
    given = {"kind": "manifest", "key": f"{row.batch_id} version {row.version}", "recipient": row.content["recipient"]}
    return seen(DisclosureSeen, row, {**given, "at": row.made_at, "fields": tuple(left), "people": len(entries)})
