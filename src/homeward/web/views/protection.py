"""Protection's desk: holds and screening."""

from __future__ import annotations

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from homeward.errors import Refused
from homeward.web.actions.base import By
from homeward.web.actions.screen import Assessed, gates_assess, hold_lift, hold_set, screening_import
from homeward.web.forms.protection import SetHold
from homeward.web.queries.protection import case_see, protection_see
from homeward.web.queries.reader import may
from homeward.web.queries.tasks import number_of
from homeward.web.views.files import hand_in
from homeward.web.views.frame import found, is_sent, posted


def desk(request: HttpRequest, by: By) -> HttpResponse:
    """Show the desk; take in what the screening team wrote down, and assess everybody by it."""
    is_sent(request, by, "screening.record")
    form, assessed = hand_in(request, by, take=_screen)
    if assessed:
        who = number_of(assessed.people, "person waits", "people wait")
        messages.success(request, f"Taken in and assessed: {who}, {assessed.cleared:,} cleared.")
        return redirect("protection")
    may_screen = may(by, "screening.record")
    return render(request, "protection.html", {"found": protection_see(by), "form": form, "may_screen": may_screen})


def _screen(by: By, *, data: bytes, file_name: str) -> Assessed:
    with transaction.atomic():  # "nothing was taken in" is true of both
        screening_import(by, data=data, file_name=file_name)
        return gates_assess(by)


def show(request: HttpRequest, by: By, reference: str) -> HttpResponse:
    """Show one person as protection sees them."""
    context = {
        "case": found(case_see(by, reference)),
        "may_set": may(by, "hold.set"),
        "may_lift": may(by, "hold.lift"),
        "may_person": may(by, "person.see"),
        "me": by.username,
    }
    return render(request, "protection_case.html", context)


def hold(request: HttpRequest, by: By, reference: str) -> HttpResponse:
    """Ask why, and set a hold."""
    case = found(case_see(by, reference))
    form = SetHold(posted(request))
    if form.is_valid():
        hold_set(by, person=reference, reason_class=form.cleaned_data["reason_class"])
        messages.success(request, "The hold is set.")
        return redirect("protection_case", reference)
    return render(request, "hold_set.html", {"case": case, "form": form})


def lift(request: HttpRequest, by: By, reference: str, hold_id: int) -> HttpResponse:
    """Say what lifting does, and on the second word agree to it."""
    case = found(case_see(by, reference))
    standing = found(next((row for row in case.holds if row.id == hold_id and row.lifted_at is None), None))
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
