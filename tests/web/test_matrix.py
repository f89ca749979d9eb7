"""Who may open what: every address of the app against every role, and what differs on a page by who reads it."""

from __future__ import annotations

import gzip
import io
import re
import zipfile
from collections.abc import Iterator

import pytest
from django.http import HttpResponseBase
from django.test import Client
from django.urls import get_resolver, reverse
from tests.web.builders import CROWD, World, a_hold, a_person, a_request, a_world, an_actor, an_answer, an_entry

from homeward.web import models
from homeward.web.permissions import ROLES
from homeward.web.queries.reader import NEED_TO_KNOW

pytestmark = pytest.mark.django_db

PUBLIC = {"sign_in", "sign_out", "leave", "calendar", "faces", "face"}
STEPS = {"second", "second_new", "password"}  # of getting in (test_door.py)
_LISTS = "registrar reviewer coordinator"
_PEOPLE = "registrar reviewer screening caseworker coordinator"
# Who gets an answer at each address; for everybody else it does not exist. `ids` of the world stand in _arguments.
EXPECTED = {
    "home": " ".join(ROLES),
    "second_factor": " ".join(ROLES),
    "people": _PEOPLE,
    "person": f"{_PEOPLE} consular",
    "review": "reviewer",
    "link": "reviewer",
    "pair": "reviewer",
    "lists": _LISTS,
    "list_new": "registrar",
    "list": _LISTS,
    "requests": "coordinator consular",
    "requests_send": "coordinator",
    "request": "coordinator consular",
    "request_package": "coordinator consular",
    "plan": "coordinator",
    "batches": "coordinator border reception",
    "batch": "coordinator border reception",
    "manifest": "coordinator border",
    "arrivals": "registrar reception",
    "statement": "coordinator spokesperson dpo",
    "statement_draft": "coordinator spokesperson dpo",
    "statement_publish": "spokesperson dpo",
    "protection": "screening dpo",
    "protection_case": "screening dpo",
    "hold_set": "screening",
    "hold_lift": "screening dpo",
    "disclosures": "dpo",
    "ledger": "dpo admin",
    "accounts": "admin",
    "missions": "admin",
    "mission": "admin",
    "operation_key": "admin",
}
PROTECTION = {"screening", "dpo"}
OTHERS = [role for role in ROLES if role not in PROTECTION]


@pytest.fixture
def world(tmp_path, settings) -> World:
    settings.DATA = str(tmp_path)
    (tmp_path / "signing.key").write_text("11" * 32, encoding="ascii")
    package = tmp_path / "out" / "requests" / "request-CHN.json"
    package.parent.mkdir(parents=True)
    package.write_text("{}")
    return a_world()


def signed_in(username: str) -> Client:
    client = Client()
    client.force_login(models.Actor.objects.get(username=username))
    return client


def arguments(world: World) -> dict[str, list[object]]:
    chinese, hold = world.people[0], models.Hold.objects.first() or a_hold(world.people[7])
    return {
        "person": [chinese.reference],
        "pair": [world.pair.pk],
        "list": [world.lists[0].pk],
        "request": [world.request.key],
        "request_package": [world.request.key],
        "batch": [world.crossed.key],
        "manifest": [world.crossed.key, 1, "csv"],
        "statement_draft": [world.statement_id],
        "statement_publish": [world.statement_id],
        "protection_case": [hold.person.reference],
        "hold_set": [hold.person.reference],
        "hold_lift": [hold.person.reference, hold.pk],
        "mission": ["CHN"],
    }


def answer(client: Client, name: str, world: World) -> HttpResponseBase:
    return client.get(reverse(name, args=arguments(world).get(name, [])))


def test_every_address_is_in_the_table() -> None:
    names = {pattern.name for pattern in get_resolver().url_patterns}
    assert names == set(EXPECTED) | PUBLIC | STEPS


@pytest.mark.parametrize("role", list(ROLES))
def test_the_matrix(role: str, world: World) -> None:
    client = signed_in(role)
    seen = {name for name in EXPECTED if answer(client, name, world).status_code in (200, 302)}
    assert seen == {name for name, roles in EXPECTED.items() if role in roles.split()}


def test_what_is_not_there_and_what_is_not_yours_are_one_answer(world: World) -> None:
    client = signed_in("consular")
    absent, other = "2222-2222", world.people[5].reference
    pages = [client.get(f"/people/{reference}/") for reference in (absent, other)]
    assert [page.status_code for page in pages] == [404, 404]
    assert masked(pages[0].content) == masked(pages[1].content)


def test_nobody_reads_without_signing_in(world: World) -> None:
    for name in EXPECTED:
        response = answer(Client(), name, world)
        assert response.status_code == 302
        assert response.url.startswith("/sign-in/?next=/")


# What a page does on POST needs its own verb: the page alone is not enough.
POSTS = {
    "pair": "reviewer",
    "list_new": "registrar",
    "requests_send": "coordinator",
    "request": "coordinator consular",
    "plan": "coordinator",
    "batches": "coordinator",
    "batch": "border",
    "arrivals": "registrar reception",
    "statement": "spokesperson",
    "statement_publish": "spokesperson dpo",
    "hold_set": "screening",
    "hold_lift": "screening dpo",
    "mission": "admin",
}


@pytest.mark.parametrize("role", list(ROLES))
def test_posts_need_their_own_verb(role: str, world: World) -> None:
    client = signed_in(role)
    known = arguments(world)
    for name, roles in POSTS.items():
        response = client.post(reverse(name, args=known.get(name, [])), {"day": "2025-02-26"})
        assert (response.status_code == 404) == (role not in roles.split()), name


# ---- what a reader may not see is nowhere ----------------------------------------------------------------------------


def crawl(username: str, world: World) -> Iterator[tuple[str, bytes]]:
    """Yield every page and download that this account can reach from its first screen, and by the world's addresses."""
    client = signed_in(username)
    known = arguments(world)
    queue = ["/", *(reverse(name, args=known.get(name, [])) for name in EXPECTED)]
    seen = set(queue)
    while queue:
        address = queue.pop(0)
        response = client.get(address)
        if response.status_code != 200:
            continue
        body = response.content
        yield address, unpacked(body)
        if response["Content-Type"].startswith("text/html"):
            for found in re.findall(rb'href="(/[^"#]*)"', body):
                link = found.decode().replace("&amp;", "&")
                if link not in seen and not link.startswith("/static/"):
                    seen.add(link)
                    queue.append(link)


def unpacked(body: bytes) -> bytes:
    """Return what a sheet holds, or the content as it is."""
    if not body.startswith(b"PK"):
        return body
    with zipfile.ZipFile(io.BytesIO(body)) as parts:
        return b"".join(parts.read(name) for name in parts.namelist())


def plant_canaries(person: models.Person) -> set[str]:
    """Write a unique word into every text field of every table that is protection's alone."""
    hold = a_hold(person)
    planted = set()
    rows = [hold, *(model.objects.get(person=person) for model in (models.Screening, models.SealedGate, models.Word))]
    for row in rows:
        for field in row._meta.get_fields():
            kind = field.get_internal_type()
            if kind in ("CharField", "TextField", "JSONField"):
                word = f"canary{type(row).__name__}{field.name}".lower().replace("_", "")
                setattr(row, field.name, [word] if kind == "JSONField" else word)
                planted.add(word)
        row.save()
    return planted


def test_canaries_of_protection_sing_nowhere_else(world: World) -> None:
    planted = plant_canaries(world.people[7])
    an_entry("hold.set", object="canaryobject", actor="canaryactor")
    planted |= {"canaryobject", "canaryactor"}
    for role in OTHERS:
        for address, body in crawl(role, world):
            assert b"canary" not in body.lower(), f"{role} at {address}"
    shown = b"".join(body for _, body in crawl("screening", world)).lower()
    assert {word for word in planted if word.encode() in shown} >= {
        "canaryscreeninginterviewer",
        "canaryholdreasonclass",
        "canarysealedgatesentence",
    }


def masked(body: bytes) -> bytes:
    return re.sub(rb'name="csrfmiddlewaretoken" value="[^"]*"', b"", body)


def test_a_held_person_looks_like_any_other(world: World) -> None:
    hold = a_hold(world.people[7])  # the table's addresses need a hold; this one stays throughout
    free = {role: {address: masked(body) for address, body in crawl(role, world)} for role in OTHERS}
    held = world.people[8]
    a_hold(held)
    for role in OTHERS:
        now = {address: masked(body) for address, body in crawl(role, world)}
        assert now.keys() == free[role].keys()
        for address, body in now.items():
            assert body == free[role][address], f"{role} at {address}"
    assert held.reference in signed_in("screening").get("/protection/").content.decode()
    assert hold.lifted_at is None


@pytest.mark.parametrize("role", ["registrar", "reviewer"])
def test_registrars_and_reviewers_see_no_gates(role: str, world: World) -> None:
    client = signed_in(role)
    pages = client.get("/people/").content + client.get(f"/people/{world.people[1].reference}/").content
    assert b"This may be told" in pages
    for gate in models.Gate.objects.values_list("title", flat=True).distinct():
        assert gate.encode() not in pages, gate


def test_telephones_are_shown_only_to_who_needs_them(world: World) -> None:
    address = f"/people/{world.people[0].reference}/"
    seen = {role for role in ROLES if CROWD[0].phone.encode() in signed_in(role).get(address).content}
    assert seen == {"registrar", "reviewer", "screening"}


def test_a_state_sees_only_what_was_sent_to_it(world: World) -> None:
    shared = world.people[1]
    a_request([shared], state="VNM", days=3)
    body = signed_in("consular").get(f"/people/{shared.reference}/").content.decode()
    assert "Embassy of CHN" in body
    assert "VNM" not in body
    assert "camp-north" not in body
    assert CROWD[1].document not in body


def test_reception_sees_only_its_own_people(world: World) -> None:
    an_actor("reception", username="reception-eth", state="ETH")
    client = signed_in("reception-eth")
    assert world.people[3].reference.encode() in client.get("/arrivals/").content
    assert world.people[6].reference.encode() not in client.get("/arrivals/").content
    assert world.people[6].reference.encode() not in client.get(f"/batches/{world.batch.key}/").content
    assert client.get(f"/batches/{world.crossed.key}/").status_code == 404


def test_every_role_has_its_row_of_what_it_needs_to_know() -> None:
    assert set(NEED_TO_KNOW) == set(ROLES)


# ---- what every answer keeps -----------------------------------------------------------------------------------------


def test_no_page_is_heavy_and_every_answer_is_guarded(world: World) -> None:
    crowd = [a_person(number, CROWD[number % len(CROWD)]) for number in range(100, 420)]
    request = a_request(crowd, state="KEN", days=1)
    for person in crowd[:60]:
        an_answer(person)
    heaviest: dict[str, int] = {}
    for role in ROLES:
        client = signed_in(role)
        for name in EXPECTED:
            response = answer(client, name, world)
            assert response["Content-Security-Policy"].startswith("default-src 'none'")
            assert response["Cache-Control"] == "no-store"
            heaviest[f"{role} {name}"] = len(gzip.compress(response.content))
    coordinator = signed_in("coordinator")
    heaviest["people"] = len(gzip.compress(coordinator.get("/people/?page=2").content))
    heaviest["request"] = len(gzip.compress(coordinator.get(f"/requests/{request.key}/").content))
    assert max(heaviest.values()) < 60_000, max(heaviest, key=heaviest.__getitem__)
