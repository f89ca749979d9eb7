from __future__ import annotations

from datetime import UTC, datetime

import pytest

from homeward.errors import InputError
from homeward.handover import Acknowledgement, Transfer, check_custody

BOTH = frozenset({"P1", "P2"})
HOLDERS = {"P1": "camp", "P2": "camp"}


def a_transfer(
    id_: str = "t1", *, giver: str = "camp", taker: str = "army", hour: int = 9, **changes: object
) -> Transfer:
    persons = changes.pop("persons", BOTH)
    at = datetime(2025, 2, 24, hour, tzinfo=UTC)
    values: dict[str, object] = {
        "given": Acknowledgement(custodian=giver, officer=f"{giver}-1", at=at, persons=persons),  # type: ignore[arg-type]
        "taken": Acknowledgement(custodian=taker, officer=f"{taker}-1", at=at, persons=persons),  # type: ignore[arg-type]
    }
    values |= changes
    return Transfer(id=id_, batch="B1", giver=giver, taker=taker, at=at, persons=persons, **values)  # type: ignore[arg-type]


def an_ack(custodian: str, *persons: str, officer: str = "") -> Acknowledgement:
    at = datetime(2025, 2, 24, 9, tzinfo=UTC)
    return Acknowledgement(custodian=custodian, officer=officer or f"{custodian}-1", at=at, persons=frozenset(persons))


def codes(*transfers: Transfer) -> list[tuple[str, str, int]]:
    return [(f.transfer, f.code, f.people) for f in check_custody(transfers, holders=HOLDERS)]


def test_an_unbroken_chain_has_no_findings_in_whatever_order_it_is_told() -> None:
    chain = [
        a_transfer("t1"),
        a_transfer("t2", giver="army", taker="immigration", hour=10),
        a_transfer("t3", giver="immigration", taker="mission", hour=11),
    ]
    assert codes(*chain) == codes(*reversed(chain)) == []


def test_somebody_sent_back_may_be_given_again() -> None:
    assert (
        codes(a_transfer("t1"), a_transfer("t2", giver="army", taker="camp", hour=10), a_transfer("t3", hour=11)) == []
    )


@pytest.mark.parametrize(
    ("transfers", "expected"),
    [
        ([a_transfer(given=None)], [("t1", "unacknowledged-giver", 2)]),
        ([a_transfer(taken=None)], [("t1", "unacknowledged-taker", 2)]),
        ([a_transfer(taken=an_ack("police", "P1", "P2"))], [("t1", "wrong-side", 2)]),
        ([a_transfer(taken=an_ack("army", "P1", "P2", officer="camp-1"))], [("t1", "same-officer", 2)]),
        ([a_transfer(taken=an_ack("army", "P1"))], [("t1", "missing", 1)]),
        ([a_transfer(taken=an_ack("army", "P1", "P9"))], [("t1", "missing", 1), ("t1", "swapped", 1)]),
        ([a_transfer(given=an_ack("camp", "P1", "P9"))], [("t1", "missing", 1), ("t1", "swapped", 1)]),
        ([a_transfer(giver="hotel")], [("t1", "gap", 2)]),
        ([a_transfer("t1"), a_transfer("t2", taker="police", hour=10)], [("t2", "double", 2)]),
        ([a_transfer(persons=BOTH | {"P9"})], [("t1", "unknown", 1)]),
    ],
)
def test_what_does_not_hold_is_found(transfers: list[Transfer], expected: list[tuple[str, str, int]]) -> None:
    found = codes(*transfers)
    assert set(expected) <= set(found)
    assert {code for _, code, _ in found} == {code for _, code, _ in expected}


@pytest.mark.parametrize("change", [{"taker": "camp"}, {"persons": frozenset()}])
def test_transfers_that_cannot_be(change: dict[str, object]) -> None:
    with pytest.raises(InputError):
        a_transfer(**change)  # type: ignore[arg-type]
