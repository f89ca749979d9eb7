"""Opening an operation, its accounts, its missions, and what others state."""

from __future__ import annotations

import secrets
from datetime import date, datetime

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction

from homeward.errors import InputError, Refused, Spot
from homeward.policy import standard_policy
from homeward.record import nationalities
from homeward.share import fingerprint
from homeward.web import models, operation
from homeward.web.actions.base import By, Done, action, known, zone_of
from homeward.web.backup import RECIPIENT, make_recovery_key
from homeward.web.permissions import KINDS, ROLES


def operation_open(
    name: str, base_date: date, *, at: datetime, utc_offset_minutes: int = 390, clock: datetime | None = None
) -> By:
    """Write the operation's own row and its first account, and return who that is.

    The first account is the administrator `founder`, without a password: it cannot sign in, it only makes others.
    """
    with transaction.atomic():
        if models.Operation.objects.exists():
            raise Refused("refused.already", "the operation is open")
        models.Operation.objects.create(
            name=name,
            base_date=base_date,
            utc_offset_minutes=utc_offset_minutes,
            policy_version=standard_policy().version,
            clock=clock,
            is_demo=clock is not None,
        )
        organisation = models.Organisation.objects.create(name=name, kind="operation")
        founder = models.Actor(username="founder", full_name="Founder", organisation=organisation, roles=["admin"])
        founder.set_unusable_password()
        founder.save()
    zone = zone_of(utc_offset_minutes)
    return By(username="founder", roles=("admin",), organisation=name, state="", at=at, zone=zone)


@action("account.make")
def account_make(
    by: By,
    *,
    username: str,
    full_name: str,
    organisation: str,
    kind: str,
    state: str,
    roles: tuple[str, ...],
    password: str,
    has_first_password: bool = False,
) -> Done[None]:
    """Make an account. An unknown role or kind, a taken name or a weak password is refused.

    An organisation keeps the kind it was first named with: nobody who holds people becomes somebody else by a word.
    """
    for role in roles:
        if role not in ROLES:
            raise InputError("input.bad-value", f"no role {role}")
    if models.Actor.objects.filter(username=username).exists():
        raise Refused("refused.already", "this account name is taken")
    place = models.Organisation.objects.filter(name=organisation).first()
    if place is None:
        if kind not in KINDS:
            raise InputError("input.bad-value", f"kind is one of {', '.join(KINDS)}")
        place = models.Organisation.objects.create(name=organisation, kind=kind, state=state)
    elif (kind, state) != (place.kind, place.state):
        raise InputError("input.bad-value", f"this organisation is known as {place.kind} {place.state}".rstrip())
    actor = models.Actor(
        username=username,
        full_name=full_name,
        organisation=place,
        roles=list(roles),
        has_first_password=has_first_password,
    )
    set_password(actor, password)
    return Done(value=None, object=f"account:{username}", content={"roles": list(roles)})


@action("account.renew")
def account_renew(by: By, *, username: str, password: str) -> Done[None]:
    """Give an account a first password again and forget its second factor, for who lost either."""
    theirs = models.Actor.objects.filter(username=username, is_active=True).exclude(username="founder")
    actor = known(theirs, "no such account")
    actor.has_first_password, actor.second_secret, actor.recovery_codes = True, b"", []
    removed, actor.passkeys = len(actor.passkeys), []
    set_password(actor, password)
    return Done(value=None, object=f"account:{username}", content={"passkeys_removed": removed})


def set_password(actor: models.Actor, password: str) -> None:
    """Save the account with this password, or refuse a weak one."""
    try:
        validate_password(password, actor)
    except ValidationError as error:
        raise InputError("input.bad-value", "; ".join(error.messages)) from None
    actor.set_password(password)
    actor.save()


@action("account.close")
def account_close(by: By, *, username: str) -> Done[None]:
    """Close an account: it signs in no more, and its sessions end with the next request."""
    actor = known(models.Actor.objects.filter(username=username, is_active=True), "no such account")
    actor.is_active = False
    actor.set_unusable_password()
    actor.save(update_fields=["is_active", "password"])
    return Done(value=None, object=f"account:{username}")


@action("mission.set")
def missions_set(by: By, *, missions: list[dict[str, object]]) -> Done[int]:
    """Write which mission speaks for which state, and the key its desk signs with.

    Each row has `state` (alpha-3), `mission` (its name), `place`, `answer_days` and, once known, `public_key` (hex).
    """
    for number, row in enumerate(missions, start=1):
        missing = [key for key in ("state", "mission", "place", "answer_days") if key not in row]
        if missing:
            raise InputError("input.missing-column", at=Spot(row=number, column=missing[0]))
        if row["state"] not in nationalities():
            raise InputError("input.unknown-nationality", at=Spot(row=number, column="state"))
        values = {"name": row["mission"], "place": row["place"], "days_to_answer": row["answer_days"]}
        if "public_key" in row:
            values["public_key"] = row["public_key"]
        models.Mission.objects.update_or_create(state=row["state"], defaults=values)
    return Done(
        value=len(missions), object="missions", content={"states": sorted(str(row["state"]) for row in missions)}
    )


@action("mission.set")
def mission_trust(by: By, *, state: str, key: bytes) -> Done[str]:
    """Trust the key that one mission's desk signs with, in the place of any before; returns the mission's name.

    Whoever does this has compared the fingerprint with the desk itself; the ledger keeps it.
    """
    mission = known(models.Mission.objects.filter(state=state), f"no mission speaks for {state}")
    if has_changed := mission.public_key != key.hex():
        mission.public_key = key.hex()
        mission.save(update_fields=["public_key"])
    content = {"key": fingerprint(key)}
    return Done(value=mission.name, object=f"mission:{state}", content=content, has_changed=has_changed)


@action("recovery.replace")
def recovery_replace(by: By) -> Done[str]:
    """Make another recovery key for the backups to come, and return it: it is kept nowhere here."""
    key = make_recovery_key(operation.folder())
    recipient = (operation.folder() / RECIPIENT).read_text(encoding="ascii")
    return Done(value=key, object="recovery", content={"recipient": recipient})


@action("figure.record")
def figure_record(by: By, *, who: str, what: str, value: int, as_of: date, definition: str) -> Done[None]:
    """Keep a number that somebody stated as theirs; it is never added to ours."""
    models.StatedFigure.objects.create(who=who, what=what, value=value, as_of=as_of, definition=definition)
    return Done(value=None, object="figure", content={"who": who, "what": what, "value": value})


def new_password() -> str:
    """Return a password of five groups of four letters and digits without look-alikes (98 bits)."""
    letters = "abcdefghjkmnpqrstuvwxyz23456789"
    return "-".join("".join(secrets.choice(letters) for _ in range(4)) for _ in range(5))
