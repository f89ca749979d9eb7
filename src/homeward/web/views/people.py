"""People: finding them, and one person's page."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from homeward.web.actions.base import By
from homeward.web.folding import fold
from homeward.web.queries.people import Wanted, people_find
from homeward.web.queries.person import person_see
from homeward.web.queries.reader import may
from homeward.web.views.frame import found

_FILTERS = ("text", "stage", "nationality", "waits_on", "gate")


def find(request: HttpRequest, by: By) -> HttpResponse:
    """Show who fits the words and the filters; a whole reference goes straight to the person."""
    said = {key: request.GET.get(key, "").strip()[:100] for key in _FILTERS}
    fitting = people_find(by, Wanted(page=page_number(request), **said))
    if fitting.total == 1 and fold(said["text"]) == fold(fitting.rows[0].reference):
        return redirect("person", fitting.rows[0].reference)
    query = "".join(f"{key}={value}&" for key, value in said.items() if value)
    return render(
        request, "people.html", {"found": fitting, "said": said, "query": query, "shows_gates": fitting.gates}
    )


def page_number(request: HttpRequest) -> int:
    """Return the page that is asked for; anything that is no number is the first."""
    text = request.GET.get("page", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 7 else 1


def show(request: HttpRequest, by: By, reference: str) -> HttpResponse:
    """Show one person, as far as the reader may see them."""
    person = found(person_see(by, reference))
    context = {"person": person, "may_find": may(by, "person.see"), "may_lists": may(by, "list.see")}
    return render(request, "person.html", context)
