"""Protection's desk: holds and screening."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from homeward.errors import Refused
from homeward.web.actions.base import By
from homeward.web.actions.screen import hold_lift, hold_set
from homeward.web.forms.protection import SetHold
from homeward.web.queries.protection import CaseSeen, case_see, protection_see
from homeward.web.queries.reader import may
from homeward.web.views.frame import posted


def index(request: HttpRequest, by: By) -> HttpResponse:
    """Show the holds that stand and how the screening goes."""
    return render(request, "protection.html", {"desk": protection_see(by)})


def show(request: HttpRequest, by: By, reference: str) -> HttpResponse:
    """Show one person as protection sees them."""
    context = {
        "case": _case(by, reference),
        "may_set": may(by, "hold.set"),
        "may_lift": may(by, "hold.lift"),
        "may_person": may(by, "person.see"),
        "me": by.username,
    }
    return render(request, "protection_case.html", context)


def hold(request: HttpRequest, by: By, reference: str) -> HttpResponse:
    """Ask why, and set a hold."""
    case = _case(by, reference)
    form = SetHold(posted(request))
    if form.is_valid():
        hold_set(by, person=reference, reason_class=form.cleaned_data["reason_class"])
        messages.success(request, "The hold is set.")
        return redirect("protection_case", reference)
    return render(request, "hold_set.html", {"case": case, "form": form})


def lift(request: HttpRequest, by: By, reference: str, hold_id: int) -> HttpResponse:
    """Say what lifting does, and on the second word agree to it."""
    case = _case(by, reference)
    standing = next((row for row in case.holds if row.id == hold_id and row.lifted_at is None), None)
    if standing is None:
        raise Http404
    if request.method == "POST":
        try:
            is_lifted = hold_lift(by, hold_id=hold_id)
        except Refused as error:
            if error.code != "refused.second-person":
                raise
            messages.info(request, "You have agreed already. A second person has to agree too.")
        else:
            messages.success(
                request, "The hold is lifted." if is_lifted else "Your word is noted. A second person has to agree."
            )
        return redirect("protection_case", reference)
    return render(request, "hold_lift.html", {"case": case, "hold": standing})


def _case(by: By, reference: str) -> CaseSeen:
    case = case_see(by, reference)
    if case is None:
        raise Http404
    return case
