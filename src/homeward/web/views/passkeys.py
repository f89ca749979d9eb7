"""Passkeys on pages: the question that a page hands to the browser, and the page where people keep their own."""

from __future__ import annotations

import json
import secrets
from base64 import urlsafe_b64encode
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.crypto import salted_hmac

from homeward.errors import Refused
from homeward.web.actions.base import By
from homeward.web.actions.door import passkey_enrol, passkey_remove
from homeward.web.forms.sign_in import SecondFactor
from homeward.web.passkey import ALGORITHMS, host_for_passkeys
from homeward.web.views.frame import posted

_CHALLENGE = "passkey_challenge"


def question(request: HttpRequest, by: By) -> dict[str, object]:
    """Return what a page needs to ask for a passkey, with a challenge for this session; or why it does not ask."""
    host = host_for_passkeys(settings.ORIGIN)
    if not host or not request.user.is_authenticated:
        return {"here": urlsplit(f"//{request.get_host()}").hostname}
    request.session[_CHALLENGE] = secrets.token_urlsafe(32)
    asked = {
        "challenge": request.session[_CHALLENGE],
        "host": host,
        "account": by.username,
        # Says nothing about who it is to anybody without this operation's own secret.
        "handle": urlsafe_b64encode(salted_hmac("homeward.passkey", by.username).digest()).decode(),
        "algorithms": ALGORITHMS,
        "known": [each["id"] for each in request.user.passkeys if each["host"] == host],
    }
    return {"passkey": json.dumps(asked), "has_passkey": bool(asked["known"])}


def take_challenge(request: HttpRequest) -> str:
    """Return the challenge that this session was given, and forget it: it is good for one answer, right or wrong."""
    return str(request.session.pop(_CHALLENGE, ""))


def own(request: HttpRequest, by: By) -> HttpResponse:
    """Show what somebody has beside a password; take in another passkey, or forget one."""
    form = SecondFactor(posted(request))
    if "remove" in request.POST:
        passkey_remove(by, id=request.POST["remove"])
        messages.success(request, "The passkey is removed. It opens nothing here any more.")
        return redirect("second_factor")
    if form.is_valid():
        try:
            said, challenge = form.cleaned_data["answer"], take_challenge(request)
            codes = passkey_enrol(by, said=said, challenge=challenge, origin=settings.ORIGIN)
        except Refused as error:
            form.add_error(None, f"That was not taken: {error.detail}.")
        else:
            messages.success(request, "The passkey is kept. From the next sign-in on it is asked for.")
            return render(request, "recovery_codes.html", {"codes": codes}) if codes else redirect("second_factor")
    shown = {"form": form, "is_on_network": bool(settings.ORIGIN)}
    return render(request, "second_factor.html", shown | question(request, by))
