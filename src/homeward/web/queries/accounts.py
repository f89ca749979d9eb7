"""The accounts of the operation."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from homeward.web import models
from homeward.web.actions.base import By


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountSeen:
    """One account. `signed_in_at` is when it was last used."""

    username: str
    full_name: str
    organisation: str
    kind: str
    roles: tuple[str, ...]
    is_active: bool
    can_sign_in: bool
    signed_in_at: datetime | None


def accounts_all(by: By) -> tuple[AccountSeen, ...]:
    """Return every account, the open ones first."""
    rows = models.Actor.objects.select_related("organisation").order_by("-is_active", "username")
    return tuple(
        AccountSeen(
            username=row.username,
            full_name=row.full_name,
            organisation=row.organisation.name,
            kind=row.organisation.kind,
            roles=tuple(row.roles),
            is_active=row.is_active,
            can_sign_in=row.is_active and row.has_usable_password(),
            signed_in_at=row.last_login,
        )
        for row in rows
    )
