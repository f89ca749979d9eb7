from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.handover.build import DAY, a_clearance, a_manifest, a_pair, an_entry

from homeward.errors import InputError, Refused
from homeward.handover import Cleared


def test_a_manifest_counts_by_nationality_and_sex() -> None:
    assert a_manifest().counts == {
        "all": {"M": 2, "F": 1, "X": 0, "all": 3},
        "CHN": {"M": 1, "F": 0, "X": 0, "all": 1},
        "ETH": {"M": 1, "F": 1, "X": 0, "all": 2},
    }


def test_nobody_stands_on_a_manifest_without_their_own_clearance_for_the_day() -> None:
    late = a_clearance("P1", on=DAY + timedelta(days=1))
    ended = replace(a_clearance("P1"), valid_from=DAY - timedelta(days=9), valid_until=DAY - timedelta(days=1))
    for clearance in (a_clearance("P2"), late, ended):
        with pytest.raises(Refused, match=r"refused\.no-clearance"):
            a_manifest(Cleared(clearance=clearance, entry=an_entry("P1")))
    assert a_manifest(Cleared(clearance=a_clearance("P1"), entry=an_entry("P1"))).persons == {"P1"}


def test_a_paper_that_ends_before_the_day_keeps_its_holder_off() -> None:
    with pytest.raises(Refused, match=r"refused\.no-clearance"):
        a_manifest(a_pair(document_expiry=DAY - timedelta(days=1)))
    assert a_manifest(a_pair(document_expiry=DAY))


@pytest.mark.parametrize(
    "pairs",
    [
        (a_pair("P1"), a_pair("P1", document_number="other")),
        (a_pair("P1", document_number="same"), a_pair("P2", document_number="same")),
        (a_pair(sex="male"),),
        (a_pair(name=" "),),
        (a_pair(document_number=""),),
    ],
)
def test_manifests_that_cannot_be(pairs: tuple[Cleared, ...]) -> None:
    with pytest.raises(InputError):
        a_manifest(*pairs)


def test_an_empty_manifest_is_none() -> None:
    with pytest.raises(InputError):
        replace(a_manifest(), cleared=())


def test_what_is_sealed_holds_no_status_reason_or_clearance() -> None:
    entries = a_manifest().content["entries"]
    assert isinstance(entries, list)
    assert set(entries[0]) == {
        *("person", "name", "name_native", "sex", "birth", "nationality"),
        *("document_type", "document_number", "document_expiry"),
    }


@given(st.permutations([a_pair("P1"), a_pair("P2"), a_pair("P3", nationality="CHN"), a_pair("P4", name="Name P1")]))
def test_the_digest_does_not_depend_on_the_order_of_collecting(pairs: list[Cleared]) -> None:
    assert a_manifest(*pairs).digest == a_manifest(*sorted(pairs, key=lambda p: p.entry.person)).digest


@pytest.mark.parametrize("change", [{"name": "Nome P1"}, {"birth": "1998-03-21"}, {"document_number": "LP-P1x"}])
def test_the_digest_sees_every_change(change: dict[str, str]) -> None:
    assert a_manifest(a_pair()).digest != a_manifest(a_pair(**change)).digest


def test_versions_and_what_they_supersede_fit_together() -> None:
    with pytest.raises(InputError):
        replace(a_manifest(), version=2)
    with pytest.raises(InputError):
        replace(a_manifest(), supersedes="abc")
