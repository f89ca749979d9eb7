"""Batches: manifests to take along, headcounts, arrivals."""

from __future__ import annotations

from datetime import date

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from homeward.render import manifest_csv, manifest_pdf, manifest_xlsx
from homeward.web.actions.base import By
from homeward.web.actions.handover import arrivals_import, headcounts_import, manifests_make
from homeward.web.queries.batches import batch_see, batches_all, manifest_find
from homeward.web.queries.operation import operation_seen
from homeward.web.queries.reader import may
from homeward.web.views.files import attachment, hand_in
from homeward.web.views.frame import found, is_sent

_KINDS = {
    "pdf": "application/pdf",
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
_NAMED = 5  # batches whose people stand on the page of arrivals


def index(request: HttpRequest, by: By) -> HttpResponse:
    """Show the batches by day; make a day's manifests."""
    if is_sent(request, by, "manifest.make"):
        return _make(request, by)
    rows = batches_all(by)
    days = sorted({row.day for row in rows if row.stage == "planned"})
    context = {"batches": rows, "next_day": days[0] if days and may(by, "manifest.make") else None}
    return render(request, "batches.html", context)


def _make(request: HttpRequest, by: By) -> HttpResponse:
    try:
        day = date.fromisoformat(request.POST.get("day", ""))
    except ValueError:
        raise Http404 from None
    made = manifests_make(by, day=day)
    people = sum(row.people for row in made)
    messages.success(request, f"{len(made)} manifests made for {people} people. They stand with their batches.")
    return redirect("batches")


def show(request: HttpRequest, by: By, key: str) -> HttpResponse:
    """Show one batch; take in its headcounts."""
    batch = found(batch_see(by, key))
    is_sent(request, by, "headcount.record")
    form, crossed = hand_in(request, by, take=headcounts_import)
    if crossed:
        told = f"{crossed.handed_over} people handed over, {crossed.absent} absent with a reason."
        messages.success(request, told)
        return redirect("batch", key)
    context = {
        "batch": batch,
        "form": form,
        "may_count": may(by, "headcount.record") and batch.row.stage == "announced",
        "may_person": may(by, "person.see"),
        "forms": tuple(_KINDS),
    }
    return render(request, "batch.html", context)


def download(request: HttpRequest, by: By, key: str, *, version: int, form: str) -> HttpResponse:
    """Hand out one manifest as PDF, CSV or XLSX."""
    manifest, made_at = found(manifest_find(by, key, version=version))
    if form not in _KINDS:
        raise Http404
    operation = operation_seen()
    name = operation.name if operation else ""
    data = {
        "pdf": lambda: manifest_pdf(manifest, operation=name, made_at=made_at),
        "csv": lambda: manifest_csv(manifest),
        "xlsx": lambda: manifest_xlsx(manifest, operation=name, made_at=made_at),
    }[form]()
    return attachment(data, f"{key}-v{version}.{form}", content_type=_KINDS[form])


def arrivals(request: HttpRequest, by: By) -> HttpResponse:
    """Show who is on the way to this state; take in who has arrived."""
    form, count = hand_in(request, by, take=arrivals_import)
    if count is not None:
        messages.success(request, f"{count} arrivals taken in.")
        return redirect("arrivals")
    rows = batches_all(by)
    # Named are the next on a manifest; everybody else stands with the batch.
    awaited = [row.key for row in rows if row.manifests and row.arrived < row.people][:_NAMED]
    batches = [(row, batch_see(by, row.key) if row.key in awaited else None) for row in rows]
    return render(request, "arrivals.html", {"batches": batches, "form": form})
