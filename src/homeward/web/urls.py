"""Every page with the verbs that open it: the page matrix. No verb named means anybody who is signed in."""

from __future__ import annotations

from django.urls import path

from homeward.web.queries.accounts import accounts_all
from homeward.web.queries.disclosures import disclosures_all
from homeward.web.views import (
    batches,
    door,
    faces,
    home,
    lists,
    missions,
    passkeys,
    people,
    plan,
    protection,
    register,
    requests,
    review,
    session,
    statement,
)
from homeward.web.views.frame import page
from homeward.web.views.register import shows

_PEOPLE = ("person.see",)
_PERSON = ("person.see", "person.see_own")
_REQUESTS = ("request.see", "request.see_own")
_BATCHES = ("batch.see", "batch.see_own")

urlpatterns = [
    path("sign-in/", session.sign_in, name="sign_in"),
    path("sign-in/code/", page(door.second, own_step="second"), name="second"),
    path("sign-in/app/", page(door.second_new, own_step="second_new"), name="second_new"),
    path("sign-in/password/", page(door.password, own_step="password"), name="password"),
    path("second-factor/", page(passkeys.own), name="second_factor"),
    path("sign-out/", session.sign_out, name="sign_out"),
    path("leave/", session.leave, name="leave"),
    path("calendar/", session.calendar, name="calendar"),
    path("faces.css", faces.sheet, name="faces"),
    path("faces/<str:font_id>", faces.font, name="face"),
    path("", page(home.show), name="home"),
    path("people/", page(people.find, *_PEOPLE), name="people"),
    path("people/<str:reference>/", page(people.show, *_PERSON), name="person"),
    path("review/", page(review.begin, "pair.see"), name="review"),
    path("review/link/", page(review.link, "person.link"), name="link"),
    path("review/<int:pair_id>/", page(review.pair, "pair.see"), name="pair"),
    path("lists/", page(lists.index, "list.see"), name="lists"),
    path("lists/new/", page(lists.take_in, "list.import"), name="list_new"),
    path("lists/<int:list_id>/", page(lists.show, "list.see"), name="list"),
    path("requests/", page(requests.index, *_REQUESTS), name="requests"),
    path("requests/send/", page(requests.send, "request.send"), name="requests_send"),
    path("requests/<str:key>/", page(requests.show, *_REQUESTS), name="request"),
    path("requests/<str:key>/package/", page(requests.package, *_REQUESTS), name="request_package"),
    path("plan/", page(plan.show, "plan.see"), name="plan"),
    path("batches/", page(batches.index, *_BATCHES), name="batches"),
    path("batches/<str:key>/", page(batches.show, *_BATCHES), name="batch"),
    path("batches/<str:key>/v<int:version>.<str:form>", page(batches.download, "manifest.see"), name="manifest"),
    path("arrivals/", page(batches.arrivals, "arrival.record"), name="arrivals"),
    path("statement/", page(statement.index, "statement.see"), name="statement"),
    path("statement/<int:statement_id>/", page(statement.show, "statement.see"), name="statement_draft"),
    path(
        "statement/<int:statement_id>/publish/", page(statement.publish, "statement.publish"), name="statement_publish"
    ),
    path("protection/", page(protection.desk, "protection.see"), name="protection"),
    path("protection/<str:reference>/", page(protection.show, "protection.see"), name="protection_case"),
    path("protection/<str:reference>/hold/", page(protection.hold, "hold.set"), name="hold_set"),
    path("protection/<str:reference>/lift/<int:hold_id>/", page(protection.lift, "hold.lift"), name="hold_lift"),
    path(
        "disclosures/",
        page(shows("disclosures.html", disclosures_all), "disclosure.see"),
        name="disclosures",
    ),
    path("ledger/", page(register.ledger, "ledger.see"), name="ledger"),
    path("missions/", page(missions.index, "mission.set"), name="missions"),
    path("missions/operation.pub", page(missions.own_key, "mission.set"), name="operation_key"),
    path("missions/<str:state>/", page(missions.show, "mission.set"), name="mission"),
    path("accounts/", page(shows("accounts.html", accounts_all), "account.make"), name="accounts"),
]
handler404 = "homeward.web.views.session.not_found"
