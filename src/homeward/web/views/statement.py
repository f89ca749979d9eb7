"""The day's statement: drafted by one, published by another."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from homeward.web.actions.base import By
from homeward.web.actions.report import statement_draft, statement_publish
from homeward.web.queries.reader import may
from homeward.web.queries.statement import statement_see, statements_all
from homeward.web.views.frame import found, is_sent


def index(request: HttpRequest, by: By) -> HttpResponse:
    """Show every statement; draft the one of now."""
    if is_sent(request, by, "statement.draft"):
        named = request.POST.get("revises", "")
        draft = statement_draft(by, revises=int(named) if named.isdecimal() else None)
        said = f"Drafted: {len(draft.equalities)} equalities hold. A second person has to publish it."
        messages.success(request, said)
        return redirect("statement_draft", draft.statement_id)
    return render(
        request, "statements.html", {"statements": statements_all(by), "may_draft": may(by, "statement.draft")}
    )


def show(request: HttpRequest, by: By, statement_id: int) -> HttpResponse:
    """Show one statement: the text left, the figures right."""
    seen = found(statement_see(by, statement_id))
    may_publish = seen.may_publish and may(by, "statement.publish")
    may_revise = seen.is_newest and may(by, "statement.draft")
    return render(request, "statement.html", {"statement": seen, "may_publish": may_publish, "may_revise": may_revise})


def publish(request: HttpRequest, by: By, statement_id: int) -> HttpResponse:
    """Say what publishing means; on the second word, publish."""
    seen = found(statement_see(by, statement_id))
    if seen.row.published_at is not None:
        raise Http404
    if request.method == "POST":
        statement_publish(by, statement_id=statement_id)
        messages.success(request, "Published. The text stands in the out folder, for whoever gives it to the press.")
        return redirect("statement_draft", statement_id)
    return render(request, "statement_publish.html", {"statement": seen})
