"""Holds and referrals: the gate shut, and passing on to a service."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from homeward.errors import Refused


@dataclass(frozen=True, slots=True, kw_only=True)
class Hold:
    """A shut gate, set by one and lifted by two. Its reason lies sealed elsewhere and is no part of it."""

    set_by: str
    set_on: date
    lifted_by: tuple[str, ...] = ()
    lifted_on: date | None = None

    def __post_init__(self) -> None:
        if self.lifted_on is None and self.lifted_by:
            raise Refused("refused.second-person", "a lifted hold has its day")
        if self.lifted_on is not None and (len(set(self.lifted_by)) < 2 or self.lifted_on < self.set_on):
            raise Refused("refused.second-person", "two different people lift a hold, after it was set")

    def stands(self, on: date) -> bool:
        """Tell whether the gate is shut on this day. A hold that is lifted on a day is lifted on that day."""
        return self.set_on <= on and (self.lifted_on is None or on < self.lifted_on)


def lift(hold: Hold, *, by: tuple[str, ...], on: date) -> Hold:
    """Lift a hold, by two different people, or refuse."""
    if hold.lifted_on is not None:
        raise Refused("refused.already", "this hold was lifted before")
    return replace(hold, lifted_by=tuple(sorted(by)), lifted_on=on)


class Service(StrEnum):
    """Where a person may be passed on to."""

    SHELTER = "shelter"
    HEALTH = "health"
    LEGAL_AID = "legal_aid"
    CHILD_PROTECTION = "child_protection"
    FAMILY_TRACING = "family_tracing"
    ASYLUM = "asylum"


@dataclass(frozen=True, slots=True, kw_only=True)
class Referral:
    """A person passed on to a service, with their consent. It holds no reason."""

    person: str
    service: Service
    by: str
    made_on: date
    consented_on: date


def refer(person: str, *, service: Service, by: str, on: date, consented_on: date | None) -> Referral:
    """Pass a person on to a service, or refuse where they have not agreed by that day."""
    if consented_on is None or consented_on > on:
        raise Refused("refused.not-permitted", "nobody is passed on without their consent")
    return Referral(person=person, service=service, by=by, made_on=on, consented_on=consented_on)
