"""The missions and the keys of their desks: a key is trusted once both sides have read out the same fingerprint."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from homeward.errors import InputError
from homeward.share import fingerprint, read_key
from homeward.web.actions.base import By
from homeward.web.actions.site import mission_trust
from homeward.web.actions.verify import operation_key
from homeward.web.forms.files import HandIn, say
from homeward.web.queries.missions import mission_see, missions_all
from homeward.web.views.files import attachment
from homeward.web.views.frame import found, posted, posted_files


def index(request: HttpRequest, by: By) -> HttpResponse:
    """Show every mission, and the operation's own key for their desks."""
    return render(request, "missions.html", {"missions": missions_all(by), "own": operation_key()})


def own_key(request: HttpRequest, by: By) -> HttpResponse:
    """Hand out the operation's public key as the file that a desk takes in."""
    text = operation_key()["public_key"] + "\n"
    return attachment(text.encode(), "operation.pub", content_type="text/plain; charset=ascii")


def show(request: HttpRequest, by: By, state: str) -> HttpResponse:
    """Show one mission; take its desk's key, say its fingerprint, and trust it once that was compared."""
    mission = found(mission_see(by, state))
    context: dict[str, object] = {"mission": mission}
    sent = posted(request)
    if sent and "key" in sent:  # it was read out, and was the same
        mission_trust(by, state=state, key=read_key(str(sent["key"])))
        messages.success(request, f"The key of {mission.name} is trusted.")
        return redirect("missions")
    form = HandIn(sent, posted_files(request))
    if form.is_valid():
        try:
            key = read_key(form.cleaned_data["file"].read(1000).decode("ascii", errors="replace"))
            context |= {"key": key.hex(), "key_words": fingerprint(key)}
        except InputError as error:
            say(form, error)
    return render(request, "mission.html", {**context, "form": form})
