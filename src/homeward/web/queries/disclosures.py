"""What left the operation: to whom, when, which fields, about how many people."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from homeward.web import models
from homeward.web.actions.base import By


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
    return [
        DisclosureSeen(
            kind="request",
            key=row.key,
            recipient=row.mission.name,
            at=row.sent_at,
            fields=tuple(row.fields),
            people=row.requestitem_set.count(),
            digest=row.digest,
        )
        for row in models.Request.objects.select_related("mission")
    ]


def _manifests() -> list[DisclosureSeen]:
    return [
        DisclosureSeen(
            kind="manifest",
            key=f"{row.batch_id} version {row.version}",
            recipient=row.content["recipient"],
            at=row.made_at,
            fields=tuple(
                dict.fromkeys(field for entry in row.content["entries"] for field in entry if field != "person")
            ),
            people=len(row.content["entries"]),
            digest=row.digest,
        )
        for row in models.Manifest.objects.select_related("batch")
    ]
