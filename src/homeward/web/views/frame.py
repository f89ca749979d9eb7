"""What stands around every page: the operation, who is reading, where they may go; and the one guard of every page."""

from __future__ import annotations

import functools
from collections.abc import Callable
from datetime import timedelta
from datetime import timezone as fixed
from typing import Concatenate, ParamSpec, TypeVar

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponseBase, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.datastructures import MultiValueDict

from homeward.web.actions.base import By, by_actor
from homeward.web.permissions import ROLES, verbs_of
from homeward.web.queries.operation import operation_seen

P = ParamSpec("P")
T = TypeVar("T")
IN = "second_factor_given"  # in the session of who gave it: the passkey's id, or CODE for an app's or paper's
CODE = "code"

# Place id (`permissions.py`) to its title in the bar; its address is the page of the same name.
PLACES = {
    "home": "What waits on me",
    "people": "People",
    "review": "Review",
    "lists": "Lists",
    "requests": "Requests",
    "plan": "Plan",
    "batches": "Batches",
    "arrivals": "Arrivals",
    "statement": "Statement",
    "protection": "Protection",
    "disclosures": "What left",
    "ledger": "Ledger",
    "accounts": "Accounts",
    "missions": "Missions",
}


def page(
    view: Callable[Concatenate[HttpRequest, By, P], HttpResponseBase], *verbs: str, own_step: str = ""
) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
    """Guard a page: sign in first, then hold one of `verbs` (none named: anybody signed in).

    For everybody else the page does not exist. `own_step`: the page is that step of getting in, and nothing else.
    """

    @functools.wraps(view)
    def answer(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        step = next_step(request)
        if step != own_step:
            return redirect(step or "home")
        by = by_actor(request.user.get_username())
        if verbs and not verbs_of(by.roles) & set(verbs):
            raise Http404
        return view(request, by, *args, **kwargs)

    return answer  # type: ignore[return-value]  # functools.wraps forgets that the reader is filled in


def next_step(request: HttpRequest) -> str:
    """Return the page that somebody who gave a password must pass before any other, or "" when nothing is left."""
    user = request.user
    if not user.is_authenticated:
        return ""
    # A passkey that was removed since, on a lost phone perhaps, keeps nobody in.
    given, good = request.session.get(IN), {CODE, *(each["id"] for each in user.passkeys)}
    if settings.ORIGIN and given not in good:
        return "second" if user.second_secret or user.passkeys else "second_new"
    return "password" if user.has_first_password else ""


def found(value: T | None) -> T:
    """Return what a query found; where there is nothing for this reader, the page does not exist."""
    if value is None:
        raise Http404
    return value


def is_sent(request: HttpRequest, by: By, verb: str) -> bool:
    """Tell whether a form was sent; for who may not `verb`, the page does not take any."""
    if request.method == "POST" and verb not in verbs_of(by.roles):
        raise Http404
    return request.method == "POST"


def posted(request: HttpRequest) -> QueryDict | None:
    """Return what was sent with a form, or None when the page is only looked at."""
    return request.POST if request.method == "POST" else None


def posted_files(request: HttpRequest) -> MultiValueDict[str, UploadedFile[bytes]] | None:
    """Return the files that were sent with a form, or None when the page is only looked at."""
    return request.FILES if request.method == "POST" else None


def frame(request: HttpRequest) -> dict[str, object]:
    """Give every template the frame: operation, reader, places."""
    operation = operation_seen()
    if operation is None:
        return {"frame": {"operation": "Homeward"}}
    # The page's times are the operation's own, wherever the server's clock stands.
    timezone.activate(fixed(timedelta(minutes=operation.utc_offset_minutes)))
    seen: dict[str, object] = {
        "operation": operation.name,
        "is_demo": operation.is_demo,
        "now": operation.now,
        "zone": operation.zone,
    }
    user = getattr(request, "user", None)
    if user is not None and user.is_authenticated and not next_step(request):
        roles = [ROLES[role] for role in user.roles]
        wanted = {place for role in roles for place in role.places}
        here = request.path.split("/")[1] or "home"
        seen |= {
            "name": user.full_name,
            "roles": ", ".join(role.title for role in roles),
            "organisation": user.organisation.name,
            "places": [
                {"title": title, "address": reverse(place), "is_current": place == here}
                for place, title in PLACES.items()
                if place in wanted
            ],
        }
    return {"frame": seen}
