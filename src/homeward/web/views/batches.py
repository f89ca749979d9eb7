"""Batches: manifests to take along, headcounts, arrivals."""

from __future__ import annotations

from datetime import date

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from homeward.errors import HomewardError
from homeward.render import manifest_csv, manifest_pdf, manifest_xlsx
from homeward.web.actions.base import By
from homeward.web.actions.handover import arrivals_import, headcounts_import, manifests_make
from homeward.web.forms.files import HandIn, say
from homeward.web.queries.batches import batch_see, batches_all, manifest_find
from homeward.web.queries.operation import operation_seen
from homeward.web.queries.reader import may
from homeward.web.views.frame import posted, posted_files

_KINDS = {
    "pdf": "application/pdf",
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
_NAMED = 5  # batches whose people stand on the page of arrivals


def index(request: HttpRequest, by: By) -> HttpResponse:
    """Show the batches by day; make a day's manifests."""
    if request.method == "POST":
        return _make(request, by)
    rows = batches_all(by)
    days = sorted({row.day for row in rows if row.stage == "planned"})
    context = {"batches": rows, "next_day": days[0] if days and may(by, "manifest.make") else None}
    return render(request, "batches.html", context)


def _make(request: HttpRequest, by: By) -> HttpResponse:
    if not may(by, "manifest.make"):
        raise Http404
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
    batch = batch_see(by, key)
    may_count = may(by, "headcount.record")
    if batch is None or (request.method == "POST" and not may_count):
        raise Http404
    form = HandIn(posted(request), posted_files(request))
    if form.is_valid():
        file = form.cleaned_data["file"]
        try:
            crossed = headcounts_import(by, data=file.read(), file_name=file.name)
        except HomewardError as error:
            say(form, error)
        else:
            messages.success(
                request, f"{crossed.handed_over} people handed over, {crossed.absent} absent with a reason."
            )
            return redirect("batch", key)
    context = {
        "batch": batch,
        "form": form,
        "may_count": may_count and batch.row.stage == "announced",
        "may_person": may(by, "person.see"),
        "forms": tuple(_KINDS),
    }
    return render(request, "batch.html", context)


def download(request: HttpRequest, by: By, key: str, *, version: int, form: str) -> HttpResponse:
    """Hand out one manifest as PDF, CSV or XLSX."""
    found = manifest_find(by, key, version=version)
    if found is None or form not in _KINDS:
        raise Http404
    manifest, made_at = found
    operation = operation_seen()
    name = operation.name if operation else ""
    data = {
        "pdf": lambda: manifest_pdf(manifest, operation=name, made_at=made_at),
        "csv": lambda: manifest_csv(manifest),
        "xlsx": lambda: manifest_xlsx(manifest, operation=name, made_at=made_at),
    }[form]()
    response = HttpResponse(data, content_type=_KINDS[form])
    response["Content-Disposition"] = f'attachment; filename="{key}-v{version}.{form}"'
    return response


def arrivals(request: HttpRequest, by: By) -> HttpResponse:
    """Show who is on the way to this state; take in who has arrived."""
    form = HandIn(posted(request), posted_files(request))
    if form.is_valid():
        file = form.cleaned_data["file"]
        try:
            count = arrivals_import(by, data=file.read(), file_name=file.name)
        except HomewardError as error:
            say(form, error)
        else:
            messages.success(request, f"{count} arrivals taken in.")
            return redirect("arrivals")
    rows = batches_all(by)
    # Named are the next on a manifest; everybody else stands with the batch.
    awaited = [row.key for row in rows if row.manifests and row.arrived < row.people][:_NAMED]
    batches = [(row, batch_see(by, row.key) if row.key in awaited else None) for row in rows]
    return render(request, "arrivals.html", {"batches": batches, "form": form})
