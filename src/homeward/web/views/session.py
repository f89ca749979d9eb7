"""Signing in and out, leaving in a hurry, and what stands where nothing is."""

from __future__ import annotations

import calendar as months
from datetime import UTC, datetime

from django.conf import settings
from django.contrib.auth import authenticate, login, logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from homeward.web.actions.door import tries_forget, try_begin
from homeward.web.forms.sign_in import SignIn
from homeward.web.views.door import TOO_MANY
from homeward.web.views.frame import posted

_MOST_NAME, _MOST_ADDRESS = 5, 100  # tries in 15 minutes


def sign_in(request: HttpRequest) -> HttpResponse:
    """Show the door and open it for who has an account."""
    form = SignIn(posted(request))
    if form.is_valid():
        user = authenticate(request, **form.cleaned_data) if (may_try := _may_try(request, form)) else None
        if user is not None:
            tries_forget(_tries(form))
            login(request, user)
            return HttpResponseRedirect(_target(request))
        form.add_error(
            None, "The account name or the password is not right." if may_try else f"{TOO_MANY.capitalize()}."
        )
    return render(request, "sign_in.html", {"form": form, "next": request.GET.get("next", "")})


def _may_try(request: HttpRequest, form: SignIn) -> bool:
    """Tell whether this name, there or not, and this address may try again now."""
    now, who = datetime.now(UTC), request.META.get("REMOTE_ADDR", "")
    if settings.ORIGIN and who == "127.0.0.1":
        # A proxy on this machine says last whom it heard; nobody from elsewhere can say so in its place.
        who = request.META.get("HTTP_X_FORWARDED_FOR", who).rpartition(",")[2].strip()
    address = f"address:{who}"
    return try_begin(address, most=_MOST_ADDRESS, at=now) and try_begin(_tries(form), most=_MOST_NAME, at=now)


def _tries(form: SignIn) -> str:
    return f"name:{form.cleaned_data['username']}"


def _target(request: HttpRequest) -> str:
    wanted = request.POST.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(wanted, allowed_hosts={request.get_host()})
    return wanted if wanted and is_ours else reverse("home")


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session."""
    logout(request)
    return redirect("sign_in")


@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    """End the session and show a page that says nothing about this place."""
    logout(request)
    response = redirect("calendar")
    response["Clear-Site-Data"] = '"cache"'
    return response


def calendar(request: HttpRequest) -> HttpResponse:
    """Show this month, as any calendar does."""
    today = timezone.localdate()
    weeks = months.Calendar().monthdayscalendar(today.year, today.month)
    return render(request, "calendar.html", {"today": today, "weeks": weeks, "days": months.day_abbr})


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Say that there is no such page, in the same words whether it is absent or not for this reader."""
    return render(request, "404.html", status=404)
