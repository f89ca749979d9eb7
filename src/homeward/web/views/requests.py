"""Questions to the states, and their answers."""

from __future__ import annotations

from collections.abc import Sequence

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from homeward.record import nationality_name
from homeward.render import Span, ageing_spans
from homeward.verify import AgeingRow, ageing
from homeward.web import operation
from homeward.web.actions.base import By
from homeward.web.actions.verify import desk_heard, requests_send
from homeward.web.queries.reader import may
from homeward.web.queries.requests import request_see, requests_all, unasked
from homeward.web.queries.tasks import number_of
from homeward.web.views.files import attachment, hand_in
from homeward.web.views.frame import found, is_sent
from homeward.web.views.people import page_number
from homeward.web.views.words import TABLES


def index(request: HttpRequest, by: By) -> HttpResponse:
    """Show how long each state takes, and every request."""
    may_send = may(by, "request.send")
    requests = requests_all(by)
    rows = ageing(requests)
    context = {
        "requests": requests,
        "states": rows,
        "picture": _ageing(rows),
        "may_send": may_send and any(row.mission for row in unasked(by)),
    }
    return render(request, "requests.html", context)


def _ageing(rows: Sequence[AgeingRow]) -> str:
    spans = [
        Span(
            label=nationality_name(row.state),
            waiting=row.waiting,
            median_days=row.median_days,
            oldest_days=row.oldest_days,
            overdue=row.overdue,
        )
        for row in rows
        if row.waiting
    ]
    if not spans or not spans[0].oldest_days:  # everybody was asked today
        return ""
    first = spans[0]
    who = "1 person has" if first.waiting == 1 else f"{first.waiting:,} people have"
    return ageing_spans(spans, title=f"{first.label} has let people wait longest: {who} no answer")


def send(request: HttpRequest, by: By) -> HttpResponse:
    """Say what would leave and to whom; on the second word, ask."""
    if request.method == "POST":
        asked = requests_send(by)
        people = number_of(sum(row.people for row in asked), "person", "people")
        files = number_of(len(asked), "sealed request stands", "sealed requests stand")
        messages.success(request, f"Asked about {people}: {files} in the operation's folder, under out/requests.")
        return redirect("requests")
    rows = unasked(by)
    return render(request, "requests_send.html", {"unasked": rows, "may_send": any(row.mission for row in rows)})


def show(request: HttpRequest, by: By, key: str) -> HttpResponse:
    """Show one request; take in the answer file that came back."""
    seen = found(request_see(by, key, page=page_number(request)))
    is_sent(request, by, "answer.record")
    form, heard = hand_in(request, by, take=desk_heard)
    if heard and not heard.outcomes:
        messages.success(request, "Receipt taken in.")
        return redirect("request", heard.request)
    if heard:
        said = ", ".join(f"{TABLES['outcome'][code].lower()} {count}" for code, count in heard.outcomes.items())
        messages.success(request, f"Answer taken in: {said}.")
        return redirect("request", heard.request)
    may_answer = may(by, "answer.record")
    return render(request, "request.html", {"request_seen": seen, "form": form, "may_answer": may_answer})


def package(request: HttpRequest, by: By, key: str) -> HttpResponse:
    """Hand out the sealed file of one request, as it was written."""
    seen = found(request_see(by, key))
    file = operation.folder() / "out" / "requests" / seen.file_name
    if not file.is_file():
        raise Http404
    return attachment(file.read_bytes(), file.name, content_type="application/json")
