"""What stands between the password and the first page: the second factor on a network, and a password of one's own."""

from __future__ import annotations

import json
from datetime import UTC, datetime

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.safestring import mark_safe

from homeward.errors import InputError, Refused
from homeward.render import qr_svg
from homeward.web.actions.base import By
from homeward.web.actions.door import (
    passkey_enrol,
    passkey_use,
    password_choose,
    second_factor_enrol,
    second_factor_use,
    tries_forget,
    try_begin,
)
from homeward.web.forms.sign_in import NewPassword, SecondFactor
from homeward.web.passkey import host_for_passkeys
from homeward.web.queries.operation import operation_seen
from homeward.web.second_factor import address, new_secret, secret_text
from homeward.web.views.frame import CODE, IN, posted
from homeward.web.views.passkeys import question, take_challenge

TOO_MANY = "too many tries; wait 15 minutes, then try again"
_SECRET = "second_factor_offered"  # noqa: S105 - the name of a place in the session
_MOST_CODES = 5


def second(request: HttpRequest, by: By) -> HttpResponse:
    """Ask for the passkey or the code of the app; for who lost them, one of the recovery codes."""
    form = SecondFactor(posted(request))
    if form.is_valid():
        code, said = form.cleaned_data["code"], form.cleaned_data["answer"]
        try:
            _begin_try(by)
            if said:
                passkey_use(by, said=said, challenge=take_challenge(request), origin=settings.ORIGIN)
            else:
                second_factor_use(by, code=code, now=datetime.now(UTC), host=host_for_passkeys(settings.ORIGIN))
        except Refused as error:
            form.add_error(None if said else "code", f"That was not taken: {error.detail}.")
        else:
            _let_in(request, by, said)
            return redirect("home")
    return render(request, "second.html", {"form": form} | question(request, by))


def second_new(request: HttpRequest, by: By) -> HttpResponse:
    """Offer a passkey, and a secret to take into an app; once either comes back, show the recovery codes, once."""
    secret = bytes.fromhex(request.session.setdefault(_SECRET, new_secret().hex()))
    form = SecondFactor(posted(request))
    if form.is_valid():
        code, said = form.cleaned_data["code"], form.cleaned_data["answer"]
        try:
            _begin_try(by)
            if said:
                codes = passkey_enrol(by, said=said, challenge=take_challenge(request), origin=settings.ORIGIN)
            else:
                codes = second_factor_enrol(by, secret=secret, code=code, now=datetime.now(UTC))
        except Refused as error:
            form.add_error(None if said else "code", f"That was not taken: {error.detail}.")
        else:
            del request.session[_SECRET]
            _let_in(request, by, said)
            return render(request, "recovery_codes.html", {"codes": codes})
    operation = operation_seen()
    read = address(secret, account=by.username, operation=operation.name if operation else "Homeward")
    picture = qr_svg(read, title="QR code of the secret")
    # The picture is drawn here, from text that it escapes.
    shown = {"form": form, "picture": mark_safe(picture), "secret": secret_text(secret)}  # noqa: S308
    return render(request, "second_new.html", shown | question(request, by))


def password(request: HttpRequest, by: By) -> HttpResponse:
    """Let the owner choose a password that nobody else knows."""
    form = NewPassword(posted(request))
    if form.is_valid():
        try:
            password_choose(by, password=form.cleaned_data["password"])
        except InputError as error:
            form.add_error("password", error.detail)
        else:
            if request.user.is_authenticated:
                request.user.refresh_from_db()
                update_session_auth_hash(request, request.user)
            messages.success(request, "Your password is changed.")
            return redirect("home")
    return render(request, "password.html", {"form": form})


def _begin_try(by: By) -> None:
    if not try_begin(f"code:{by.username}", most=_MOST_CODES, at=datetime.now(UTC)):
        raise Refused("refused.second-factor", TOO_MANY)


def _let_in(request: HttpRequest, by: By, said: str) -> None:
    """Open the session for who gave a code, or for what a passkey `said`, which has been checked."""
    tries_forget(f"code:{by.username}")
    request.session.cycle_key()
    request.session[IN] = str(json.loads(said)["id"]) if said else CODE
