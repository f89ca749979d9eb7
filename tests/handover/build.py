"""Builders for manifests. Clearances come from the gate itself: there is no other way to make one."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from tests.screen.build import ON, an_open_case

from homeward.handover import Cleared, Entry, Manifest
from homeward.policy import standard_policy
from homeward.screen import Clearance, screen, standard_rules

DAY = ON


def a_clearance(person: str = "P1", *, on: date = DAY) -> Clearance:
    made = screen(an_open_case(person=person), rules=standard_rules(), policy=standard_policy(), on=on).clearance
    assert made is not None
    return made


def an_entry(person: str = "P1", **changes: object) -> Entry:
    values: dict[str, object] = {
        "person": person,
        "name": f"Name {person}",
        "sex": "M",
        "birth": "1998-03-12",
        "nationality": "ETH",
        "document_type": "laissez_passer",
        "document_number": f"LP-{person}",
        "document_expiry": date(2025, 3, 20),
    }
    return Entry(**(values | changes))  # type: ignore[arg-type]


def a_pair(person: str = "P1", **changes: object) -> Cleared:
    return Cleared(clearance=replace(a_clearance(), person=person), entry=an_entry(person, **changes))


def a_manifest(*pairs: Cleared) -> Manifest:
    return Manifest(
        batch="B-0224-1",
        version=1,
        recipient="transit_immigration",
        travel_date=DAY,
        crossing="Friendship Bridge No. 2",
        cleared=pairs or (a_pair("P1"), a_pair("P2", sex="F"), a_pair("P3", nationality="CHN")),
    )
