"""What pages do: sign in, find, judge, take in, refuse; what was typed stays and the error stands on top."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from tests.web.builders import PASSWORD, TODAY, World, a_list, a_world, an_actor, an_operation, as_actor
from tests.web.test_matrix import masked, signed_in

from homeward.web import models, pending
from homeward.web.actions.lists import list_import
from homeward.web.actions.match import lists_link
from homeward.web.permissions import ROLES
from homeward.web.queries.lists import list_find
from homeward.web.queries.people import Wanted, people_find
from homeward.web.queries.review import next_pair
from homeward.web.views.words import TABLES

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(tmp_path: Path, settings) -> World:
    settings.DATA = str(tmp_path)
    return a_world()


# ---- the door --------------------------------------------------------------------------------------------------------


def test_signing_in_goes_where_one_wanted_to(world: World) -> None:
    said = {"username": "reviewer", "password": PASSWORD, "next": "/lists/"}
    assert Client().post("/sign-in/", said).url == "/lists/"
    assert Client().post("/sign-in/", {**said, "next": "https://elsewhere.example/"}).url == "/"


def test_a_wrong_name_and_a_wrong_password_are_one_answer(world: World) -> None:
    pages = []
    for name in ("reviewer", "nobody"):
        page = Client().post("/sign-in/", {"username": name, "password": "x" * 12}).content.decode()
        pages.append(masked(page.partition("<main")[2].replace(f'value="{name}"', "").encode()).decode())
    known, unknown = pages
    assert known == unknown
    assert "The account name or the password is not right." in known


def test_a_closed_account_does_not_open(world: World) -> None:
    client = signed_in("reviewer")
    models.Actor.objects.filter(username="reviewer").update(is_active=False)
    assert client.get("/").status_code == 302
    assert Client().post("/sign-in/", {"username": "reviewer", "password": PASSWORD}).status_code == 200


def test_leaving_ends_the_session_and_shows_a_calendar(world: World) -> None:
    client = signed_in("reviewer")
    response = client.post("/leave/", follow=True)
    assert "Homeward" not in response.content.decode()
    assert "Myawaddy" not in response.content.decode()
    assert client.get("/").status_code == 302


# ---- what waits on me ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", ROLES)
def test_in_a_fresh_operation_every_role_is_shown_where_to_begin(settings, tmp_path: Path, role: str) -> None:
    settings.DATA = str(tmp_path)
    an_operation()
    an_actor(role)
    client, first = signed_in(role), reverse(ROLES[role].first)
    body = client.get("/").content.decode()
    assert f'<a href="{first}">{TABLES["first"][role]}</a>' in body
    assert client.get(first).status_code == 200
    assert "Nothing waits on you" not in body
    a_list("camp-north")
    assert "Where to begin" not in client.get("/").content.decode()


def test_the_states_are_asked_on_the_page_where_the_work_leads(world: World) -> None:
    models.Mission.objects.create(state="KEN", name="Embassy of Kenya", place="Bangkok", days_to_answer=30)
    body = signed_in("coordinator").get("/").content.decode()
    assert '<a href="/requests/send/">Ask the states</a>' in body


def test_interviews_are_taken_in_on_protections_page_and_everybody_is_assessed_by_them(world: World) -> None:
    desk, person = signed_in("screening"), world.people[1]
    record = models.Record.objects.filter(person=person).get()
    assert '<a href="/protection/">Interview who was not interviewed yet</a>' in desk.get("/").content.decode()
    columns = "list,reference,track,outcome,date,interviewer,interpreter,hold,agreed_on,fit_on"
    row = f"camp-north,{record.reference},full,not_identified,2025-02-20,Interviewer One,Interpreter One,,,"
    sent = {"file": SimpleUploadedFile("screening.csv", f"{columns}\n{row}\n".encode())}
    assert "Taken in and assessed: " in desk.post("/protection/", sent, follow=True).content.decode()
    assert models.Screening.objects.filter(person=person).count() == 1
    wrong = {"file": SimpleUploadedFile("screening.csv", f"{columns}\n{row.replace('full', 'brief')}\n".encode())}
    assert "no such track" in desk.post("/protection/", wrong).content.decode()
    assert signed_in("dpo").post("/protection/", sent).status_code == 404


# ---- finding people --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "latin"),
    [
        ("xiaoming", "WANG XIAOMING"),
        ("小明", "WANG XIAOMING"),
        ("wang xiao", "WANG XIAOMING"),
        ("nguyen dat", "Nguyễn Văn Đạt"),
        ("ተስፋዬ", "Abebe Tesfaye Gebre"),
        ("  ကျော်ဇင်ဦး ", "Kyaw Zin Oo"),
        ("hh4k xnbw", "Abebe Tesfaye Gebre"),
    ],
)
def test_people_are_found_in_any_script(world: World, text: str, latin: str) -> None:
    found = people_find(as_actor("coordinator"), Wanted(text=text))
    assert [row.name_latin for row in found.rows] == [latin]


def test_linked_people_are_found_as_they_are_looked_for(world: World) -> None:
    text = GOOD.replace("Win Htut", "Đặng Thị Hoa").replace("\n2,", "\nB-0093,")
    said = {"name": "walk-ins", "organisation": "Gate", "file": a_file(text)}
    signed_in("registrar").post("/lists/new/", said)
    lists_link(as_actor("reviewer"))
    for words, latin in (("dang hoa", "Đặng Thị Hoa"), ("B-0093", "Lin Mei"), ("b0093", "Lin Mei")):
        assert [row.name_latin for row in people_find(as_actor("coordinator"), Wanted(text=words)).rows] == [latin]


def test_filters_narrow_and_stay(world: World) -> None:
    body = signed_in("coordinator").get("/people/?nationality=ETH&stage=waiting").content.decode()
    assert "Sara Mekonnen" in body and "Chen Li Hua" not in body
    assert '<option value="ETH" selected>' in body


def test_a_whole_reference_goes_to_the_person(world: World) -> None:
    reference = world.people[3].reference
    response = signed_in("coordinator").get(f"/people/?text={reference.lower()}")
    assert response.url == f"/people/{reference}/"


def test_an_odd_page_number_is_the_first_page(world: World) -> None:
    client = signed_in("coordinator")
    for page in ("-3", "x", "９", "99999999999"):
        assert client.get(f"/people/?page={page}").status_code == 200


# ---- a person --------------------------------------------------------------------------------------------------------


def test_a_person_shows_every_claim_with_its_source_and_readings(world: World) -> None:
    body = signed_in("coordinator").get(f"/people/{world.people[5].reference}/").content.decode()
    assert "၁၂.၃.၂၀၀၇" in body and "12\u00a0Mar\u00a02007" in body
    assert "camp-north" in body and "row 7" in body
    assert "May be under 18" in body


def test_sources_that_disagree_stand_side_by_side(world: World) -> None:
    record = models.Record.objects.filter(person=world.people[0], source_list=world.lists[1]).get()
    for claim in record.claims:
        if claim["attribute"] == "born":
            claim["value"], claim["readings"] = "1990", ["1990"]
    record.save()
    body = signed_in("reviewer").get(f"/people/{world.people[0].reference}/").content.decode()
    assert "Sources disagree" in body
    assert "1990" in body and "4\u00a0Jul\u00a01996" in body


# ---- the review queue ------------------------------------------------------------------------------------------------


def test_judging_goes_on_to_the_next_pair(world: World) -> None:
    client, first = signed_in("reviewer"), next_pair(as_actor("reviewer"))
    response = client.post(f"/review/{first}/", {"verdict": "different", "reason": "other year"})
    judgement = models.Judgement.objects.get(pair=first)
    assert (judgement.verdict, judgement.reason, judgement.by) == ("different", "other year", "reviewer")
    assert response.url == f"/review/{next_pair(as_actor('reviewer'))}/"


def test_a_judgement_without_a_verdict_keeps_the_reason(world: World) -> None:
    body = signed_in("reviewer").post(f"/review/{world.pair.pk}/", {"reason": "same scar"}).content.decode()
    assert "<title>Error: " in body
    assert "Choose same, different or unsure." in body
    assert 'value="same scar"' in body
    assert not models.Judgement.objects.filter(pair=world.pair).exists()


def test_an_empty_queue_says_what_will_come(world: World) -> None:
    models.Pair.objects.update(verdict="different")
    assert "No pair waits" in signed_in("reviewer").get("/review/").content.decode()


# ---- lists -----------------------------------------------------------------------------------------------------------

GOOD = "No.,Name,Sex,DOB,Nationality\n1,Win Htut,M,1990-02-03,Myanmar\n2,Lin Mei,F,1999-12-01,China\n"
BAD = GOOD + "3,Jean Mbala,M,1991-01-02,Congolese\n"


def a_file(text: str, name: str = "walk-ins.csv") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, text.encode(), content_type="text/csv")


def test_a_clean_list_is_taken_in_at_once(world: World) -> None:
    said = {"name": "Walk ins", "organisation": "Gate", "file": a_file(GOOD)}
    response = signed_in("registrar").post("/lists/new/", said, follow=True)
    taken = models.SourceList.objects.get(name="walk-ins")
    assert (taken.rows_read, taken.rows_left) == (2, 0)
    assert f"/lists/{taken.pk}/" == response.request["PATH_INFO"]


def test_rows_that_cannot_be_read_are_asked_about_first(world: World) -> None:
    client = signed_in("registrar")
    body = client.post(
        "/lists/new/", {"name": "walk-ins", "organisation": "Gate", "file": a_file(BAD)}
    ).content.decode()
    assert "Take the other 2 rows" in body and "the word may mean more than one nationality" in body
    assert "Mbala" not in body
    assert not models.SourceList.objects.filter(name="walk-ins").exists()
    client.post("/lists/new/", {"accept": "rest"})
    taken = models.SourceList.objects.get(name="walk-ins")
    assert (taken.organisation.name, taken.rows_left) == ("Gate", 1)
    assert pending.fetch(taken.digest) is None


def test_taking_nothing_leaves_nothing(world: World) -> None:
    client = signed_in("registrar")
    client.post("/lists/new/", {"name": "walk-ins", "organisation": "Gate", "file": a_file(BAD)})
    client.post("/lists/new/", {"accept": "none"})
    assert client.post("/lists/new/", {"accept": "rest"}).url == "/lists/new/"
    assert not models.SourceList.objects.filter(name="walk-ins").exists()


@pytest.mark.parametrize(
    ("said", "message"),
    [
        ({"name": "", "organisation": "Gate"}, "Write a name for the list."),
        ({"name": "a/b", "organisation": "Gate", "file": ("list.csv", GOOD)}, "Use letters, digits and hyphens"),
        ({"name": "walk-ins", "organisation": "Gate", "file": ("list.xlsx", "not a sheet")}, "list.xlsx"),
        ({"name": "walk-ins", "organisation": "Gate", "file": ("list.csv", "")}, "The file is empty."),
    ],
)
def test_what_is_wrong_stands_on_top_and_what_was_typed_stays(world: World, said: dict, message: str) -> None:
    sent = {key: a_file(value[1], value[0]) if key == "file" else value for key, value in said.items()}
    body = signed_in("registrar").post("/lists/new/", sent).content.decode()
    assert "<title>Error: " in body
    assert "There is a problem" in body
    assert message in body
    assert 'value="Gate"' in body


# ---- statements, holds -----------------------------------------------------------------------------------------------


def test_a_statement_is_published_by_a_second_person(world: World) -> None:
    address = f"/statement/{world.statement_id}/publish/"
    own = signed_in("spokesperson")
    assert "somebody else has to publish" in own.get(address).content.decode()
    assert own.post(address).status_code == 409
    signed_in("spokesperson-2").post(address)
    assert models.Statement.objects.get(pk=world.statement_id).published_by == "spokesperson-2"


def test_a_statement_says_where_figures_of_others_do_not_fit_each_other(world: World) -> None:
    said = {"what": "people sent home", "as_of": TODAY, "definition": "handed over"}
    for who, value in (("the ministry", 5008), ("the embassy", 5088)):
        models.StatedFigure.objects.create(who=who, value=value, **said)
    models.StatedFigure.objects.create(who="the embassy", value=12, **{**said, "what": "people in hospital"})
    body = signed_in("spokesperson").get(f"/statement/{world.statement_id}/").content.decode()
    doubts = re.findall(r"These do not fit each other \(([^)]*)\): (.*?)</p>", body)
    assert [(kind, "5,008" in words, "5,088" in words) for kind, words in doubts] == [
        ("one looks mistyped", True, True)
    ]


def test_a_hold_is_set_by_one_and_lifted_by_two(world: World) -> None:
    reference = world.people[9].reference
    first, second = signed_in("screening"), signed_in("screening-2")
    assert "Choose a reason." in first.post(f"/protection/{reference}/hold/").content.decode()
    first.post(f"/protection/{reference}/hold/", {"reason_class": "needs_time"})
    hold = models.Hold.objects.get(person=world.people[9])
    lift = f"/protection/{reference}/lift/{hold.pk}/"
    first.post(lift)
    first.post(lift)
    hold.refresh_from_db()
    assert (hold.lifted_by, hold.lifted_at) == (["screening"], None)
    second.post(lift)
    hold.refresh_from_db()
    assert hold.lifted_at is not None


def test_a_number_that_says_otherwise_is_a_question_for_the_interview_and_for_nobody_else(world: World) -> None:
    record = models.Record.objects.filter(person=world.people[1]).get()
    for claim in record.claims:
        if claim["attribute"] == "document":
            claim["value"], claim["readings"] = "11010519491231002X", ["11010519491231002X"]
    record.save()
    case = f"/protection/{world.people[1].reference}/"
    assert (
        "The number holds another birth date than the one stated." in signed_in("screening").get(case).content.decode()
    )
    for role, page in (("dpo", case), ("coordinator", f"/people/{world.people[1].reference}/")):
        assert "another birth date" not in signed_in(role).get(page).content.decode()


def test_versions_tell_who_is_new_gone_and_changed_whoever_stayed_word_for_word(world: World) -> None:
    older = ["1,Li Wei,China,1998-03-12", "2,Abel Tesfaye,Ethiopia,1999-01-02", "3,Ram Bahadur,Nepal,2001-05-06"]
    newer = ["1,Li Wei,China,1998-03-12", "2,Abel Tesfaye,Ethiopia,1999-02-01", "4,Sita Rai,Nepal,2001-05-06"]
    for rows in (older, newer):
        data = "\n".join(["No,Name,Nationality,Born", *rows]).encode()
        list_import(as_actor("registrar"), name="school", file_name="school.csv", data=data, organisation="School")
    body = signed_in("registrar").get(f"/lists/{list_find('school', version=2)}/").content.decode()
    version = body.partition("<b>Version 2</b>")[2].partition("</tr>")[0]
    counts = [int(cell) for cell in re.findall(r'data-label="(?:Rows|New|Gone|Changed)">(\d+)<', version)]
    assert counts == [3, 1, 1, 1]
    assert body.partition("Version 1</a>")[2].count("–</td>") == 3


def test_arrivals_name_who_is_on_a_manifest_and_only_count_the_others(world: World) -> None:
    planned = world.people[8]
    models.Person.objects.filter(pk=planned.pk).update(nationality_confirmed="CHN")
    body = signed_in("reception").get("/arrivals/").content.decode()
    assert world.people[0].reference in body
    assert "1-0226-bridge-2</a>: 1 person" in body
    assert planned.reference not in body
