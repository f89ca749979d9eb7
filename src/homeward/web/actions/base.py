"""The one way a change is made: one transaction and one ledger entry, or nothing."""

from __future__ import annotations

import functools
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from typing import Any, Concatenate, Generic, ParamSpec, TypeVar

from django.db import transaction
from django.db.models import Model, QuerySet

from homeward import ledger
from homeward.errors import InputError
from homeward.policy import standard_policy
from homeward.web import models
from homeward.web.permissions import require

P = ParamSpec("P")
T = TypeVar("T")
R = TypeVar("R", bound=Model)


@dataclass(frozen=True, slots=True, kw_only=True)
class By:
    """Who acts, when, and by which clock: days are the operation's own, and only here is it decided which one it is."""

    username: str
    roles: tuple[str, ...]
    organisation: str
    state: str
    at: datetime
    zone: tzinfo

    @property
    def day(self) -> date:
        """The day at the operation on which this is done."""
        return self.day_of(self.at)

    @property
    def midnight(self) -> datetime:
        """When that day began."""
        return datetime.combine(self.day, time.min, self.zone)

    def day_of(self, moment: datetime) -> date:
        """Return the day at the operation on which something happened."""
        return moment.astimezone(self.zone).date()


@dataclass(frozen=True, slots=True, kw_only=True)
class Done(Generic[T]):
    """What an action did: its value for the caller, and the object and content for the ledger.

    `content` holds counts, digests and references, never a person's data. Where nothing changed, nothing is written.
    """

    value: T
    object: str
    content: Mapping[str, Any] = field(default_factory=dict)
    has_changed: bool = True


def action(verb: str) -> Callable[[Callable[Concatenate[By, P], Done[T]]], Callable[Concatenate[By, P], T]]:
    """Make a function an action: permission checked, transaction opened, ledger entry written, all or nothing."""

    def decorate(change: Callable[Concatenate[By, P], Done[T]]) -> Callable[Concatenate[By, P], T]:
        @functools.wraps(change)
        def act(by: By, /, *args: P.args, **kwargs: P.kwargs) -> T:
            require(by.roles, verb)
            with transaction.atomic():
                done = change(by, *args, **kwargs)
                if done.has_changed:
                    _append(by, verb, done)
                return done.value

        return act

    return decorate


def _append(by: By, verb: str, done: Done[T]) -> None:
    newest = models.LedgerEntry.objects.order_by("-sequence").values_list("sequence", "at").first()
    sequence, at = (newest[0] + 1, max(by.at, newest[1])) if newest else (1, by.at)
    policy = standard_policy()
    content: dict[str, Any] = {
        "sequence": sequence,
        "at": at.isoformat(),
        "actor": by.username,
        "verb": verb,
        "object": done.object,
        "policy": f"{policy.version}:{policy.digest}",
        "content": dict(done.content),
    }
    salt = secrets.token_bytes(ledger.SALT_BYTES)
    models.LedgerEntry.objects.create(
        sequence=sequence,
        at=at,
        actor=by.username,
        verb=verb,
        object=done.object,
        policy_version=policy.version,
        leaf=ledger.leaf_hash(salt, content),
        salt=salt,
        content=content,
    )


def known(rows: QuerySet[R], rule: str) -> R:
    """Return the one row that was named, or refuse with the rule that it broke."""
    row = rows.first()
    if row is None:
        raise InputError("input.bad-value", rule)
    return row


def by_actor(username: str, *, at: datetime | None = None) -> By:
    """Return who acts under `username`, at the operation's own time unless `at` is given."""
    actors = models.Actor.objects.select_related("organisation").filter(username=username, is_active=True)
    actor = known(actors, "no such account")
    clock, minutes = models.Operation.objects.values_list("clock", "utc_offset_minutes").get()
    return By(
        username=actor.username,
        roles=tuple(actor.roles),
        organisation=actor.organisation.name,
        state=actor.organisation.state,
        # A demo's clock stands still, every other runs.
        at=at or clock or datetime.now(UTC),
        zone=zone_of(minutes),
    )


def zone_of(utc_offset_minutes: int) -> tzinfo:
    """Return the zone of an operation from its offset."""
    return timezone(timedelta(minutes=utc_offset_minutes))
