"""Getting in: a password of one's own, the second factor, and an end to guessing."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.crypto import salted_hmac

from homeward.errors import InputError, Refused
from homeward.web import models
from homeward.web.actions.base import By, Done, action
from homeward.web.actions.site import set_password
from homeward.web.second_factor import digest, new_recovery_codes, step_of

WINDOW = timedelta(minutes=15)


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
    """Keep the secret once a code shows that the app has it, and return ten recovery codes; without, return none."""
    actor = models.Actor.objects.get(username=by.username)
    if actor.second_secret:
        raise Refused("refused.already", "a second factor is there")
    step = step_of(secret, code, at=now)
    if step is None:
        return Done(value=(), object="", has_changed=False)
    codes = new_recovery_codes()
    actor.second_secret, actor.second_step, actor.recovery_codes = secret, step, [digest(each) for each in codes]
    actor.save()
    return Done(value=codes, object=f"account:{by.username}")


@action("second_factor.use")
def second_factor_use(by: By, *, code: str, now: datetime) -> Done[bool]:
    """Accept a code that was not used before, of the app or of the ten on paper; every sign-in is in the ledger."""
    actor = models.Actor.objects.get(username=by.username)
    secret, kept = bytes(actor.second_secret), digest(code)
    step = step_of(secret, code, at=now, after=actor.second_step) if secret else None
    if step is not None:
        actor.second_step = step
    elif kept in actor.recovery_codes:
        actor.recovery_codes = [each for each in actor.recovery_codes if each != kept]
    else:
        return Done(value=False, object="", has_changed=False)
    actor.save(update_fields=["second_step", "recovery_codes"])
    content: dict[str, object] = {"with": "app" if step else "recovery code", "left": len(actor.recovery_codes)}
    return Done(value=True, object=f"account:{by.username}", content=content)
