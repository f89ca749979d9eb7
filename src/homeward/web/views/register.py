"""Pages that only show: a template over one query, and the ledger page by page."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from homeward.web.actions.base import By
from homeward.web.queries.ledger import ledger_see
from homeward.web.views.people import page_number


def shows(template: str, query: Callable[[By], object]) -> Callable[[HttpRequest, By], HttpResponse]:
    """Return a page that shows what a query finds for its reader, as `found`, and takes nothing in."""

    def show(request: HttpRequest, by: By) -> HttpResponse:
        return render(request, template, {"found": query(by)})

    return show


def ledger(request: HttpRequest, by: By) -> HttpResponse:
    """Show the ledger and whether it is whole."""
    return render(request, "ledger.html", {"found": ledger_see(by, page=page_number(request))})
