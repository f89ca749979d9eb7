"""Nothing leaves an operation that those who hold people run alone."""

from __future__ import annotations

from homeward.errors import Refused
from homeward.web import models
from homeward.web.permissions import HOLDING_KINDS

WATCHING_ROLES = ("screening", "dpo")


def require_watchers() -> None:
    """Refuse unless protection and data protection are held by two people from outside the camp's authority."""
    outside = models.Actor.objects.filter(is_active=True).exclude(organisation__kind__in=HOLDING_KINDS)
    holders = {role: {actor.pk for actor in outside if role in actor.roles} for role in WATCHING_ROLES}
    if not all(holders.values()) or len(set.union(*holders.values())) < len(WATCHING_ROLES):
        raise Refused("refused.held-by-one", f"roles {' and '.join(WATCHING_ROLES)}")
