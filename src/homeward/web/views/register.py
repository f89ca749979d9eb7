"""The registers: what left, who did what, who has an account."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from homeward.web.actions.base import By
from homeward.web.queries.accounts import accounts_all
from homeward.web.queries.disclosures import disclosures_all
from homeward.web.queries.ledger import ledger_see
from homeward.web.views.people import page_number


def disclosures(request: HttpRequest, by: By) -> HttpResponse:
    """Show what left, to whom, with which fields."""
    return render(request, "disclosures.html", {"rows": disclosures_all(by)})


def ledger(request: HttpRequest, by: By) -> HttpResponse:
    """Show the ledger and whether it is whole."""
    return render(request, "ledger.html", {"found": ledger_see(by, page=page_number(request))})


def accounts(request: HttpRequest, by: By) -> HttpResponse:
    """Show who has an account and what each may do."""
    return render(request, "accounts.html", {"accounts": accounts_all(by)})
