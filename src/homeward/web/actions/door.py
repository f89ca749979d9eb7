"""Getting in: a password of one's own, the second factor, and an end to guessing."""

from __future__ import annotations

from dataclasses import asdict, replace
from datetime import datetime, timedelta
from typing import Any, TypeVar

from django.db import transaction
from django.utils.crypto import salted_hmac

from homeward.errors import InputError, Refused
from homeward.web import models
from homeward.web.actions.base import By, Done, action
from homeward.web.actions.site import set_password
from homeward.web.passkey import Passkey, check_use, read_made
from homeward.web.second_factor import digest, new_recovery_codes, step_of

T = TypeVar("T")
WINDOW = timedelta(minutes=15)
_WRONG = "the code is not right, or was used before"


def try_begin(who: str, *, most: int, at: datetime) -> bool:
    """Count one try for `who`; False, and nothing counted, when there were `most` in the last 15 minutes.

    It counts before anything is looked up, so that many at once gain nothing, and names that do not exist count too.
    """
    with transaction.atomic():
        models.SignInTry.objects.filter(at__lt=at - WINDOW).delete()
        if models.SignInTry.objects.filter(who=_keyed(who)).count() >= most:
            return False
        models.SignInTry.objects.create(who=_keyed(who), at=at)
    return True


def tries_forget(who: str) -> None:
    """Forget the tries of somebody who got in."""
    models.SignInTry.objects.filter(who=_keyed(who)).delete()


def _keyed(who: str) -> str:
    return salted_hmac("homeward.door", who, algorithm="sha256").hexdigest()


@action("password.choose")
def password_choose(by: By, *, password: str) -> Done[None]:
    """Take a password of the owner's own in place of the first one, which somebody else knows."""
    actor = models.Actor.objects.get(username=by.username)
    if not actor.has_first_password:
        raise Refused("refused.already", "a password of one's own is there")
    if actor.check_password(password):
        raise InputError("input.bad-value", "Choose another password than the first one.")
    actor.has_first_password = False
    set_password(actor, password)
    return Done(value=None, object=f"account:{by.username}")


@action("second_factor.enrol")
def second_factor_enrol(by: By, *, secret: bytes, code: str, now: datetime) -> Done[tuple[str, ...]]:
    """Keep the secret once a code shows that the app has it, and return ten recovery codes."""
    actor = models.Actor.objects.get(username=by.username)
    if actor.second_secret:
        raise Refused("refused.already", "a second factor is there")
    step = step_of(secret, code, at=now)
    if step is None:
        raise Refused("refused.second-factor", _WRONG)
    codes = new_recovery_codes()
    actor.second_secret, actor.second_step, actor.recovery_codes = secret, step, [digest(each) for each in codes]
    actor.save()
    return Done(value=codes, object=f"account:{by.username}")


@action("second_factor.use")
def second_factor_use(by: By, *, code: str, now: datetime, host: str = "") -> Done[None]:
    """Accept a code that was not used before, of the app or of the ten on paper; every sign-in is in the ledger.

    Who has a passkey at `host` has no other key there than paper: a false page would ask for the digits instead.
    """
    actor = models.Actor.objects.get(username=by.username)
    has_passkey = any(each["host"] == host for each in actor.passkeys)
    secret, kept = b"" if has_passkey else bytes(actor.second_secret), digest(code)
    step = step_of(secret, code, at=now, after=actor.second_step) if secret else None
    if step is not None:
        actor.second_step = step
    elif kept in actor.recovery_codes:
        actor.recovery_codes = [each for each in actor.recovery_codes if each != kept]
    else:
        raise Refused("refused.second-factor", _WRONG)
    actor.save(update_fields=["second_step", "recovery_codes"])
    content: dict[str, object] = {"with": "app" if step else "recovery code", "left": len(actor.recovery_codes)}
    return Done(value=None, object=f"account:{by.username}", content=content)


@action("second_factor.enrol")
def passkey_enrol(by: By, *, said: str, challenge: str, origin: str) -> Done[tuple[str, ...]]:
    """Keep the passkey that the browser made, and return ten recovery codes where none are left."""
    made = replace(read_made(said, challenge=challenge, origin=origin), made=by.day.isoformat())
    if any(made.id == each["id"] for row in models.Actor.objects.all() for each in row.passkeys):
        raise Refused("refused.already", "this passkey is there")
    actor = models.Actor.objects.get(username=by.username)
    codes = () if actor.recovery_codes else new_recovery_codes()
    actor.recovery_codes += [digest(each) for each in codes]
    return _keep(actor, [*actor.passkeys, asdict(made)], value=codes)


@action("second_factor.use")
def passkey_use(by: By, *, said: str, challenge: str, origin: str) -> Done[None]:
    """Accept what a passkey of this account signed for this question."""
    actor = models.Actor.objects.get(username=by.username)
    mine = [Passkey(**each) for each in actor.passkeys]
    used = replace(check_use(said, challenge=challenge, origin=origin, mine=mine), used=by.day.isoformat())
    return _keep(actor, [asdict(used if each.id == used.id else each) for each in mine], value=None)


@action("second_factor.remove")
def passkey_remove(by: By, *, id: str) -> Done[None]:
    """Forget a passkey of one's own; the last second factor stays, or a password alone would make another."""
    actor = models.Actor.objects.get(username=by.username)
    left = [each for each in actor.passkeys if each["id"] != id]
    if left == actor.passkeys:
        raise InputError("input.bad-value", "no such passkey")
    if not left and not actor.second_secret:
        raise Refused("refused.unsafe-setting", "it is the only second factor here; make another first")
    return _keep(actor, left, value=None)


def _keep(actor: models.Actor, passkeys: list[dict[str, Any]], *, value: T) -> Done[T]:
    actor.passkeys = passkeys
    actor.save(update_fields=["passkeys", "recovery_codes"])
    content: dict[str, object] = {"with": "passkey", "passkeys": len(passkeys)}
    return Done(value=value, object=f"account:{actor.username}", content=content)
