from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from homeward.errors import InputError
from homeward.verify import Answer, Basis, DocumentType, Evidence, Outcome, TravelDocument

YES = {"outcome": Outcome.CONFIRMED, "evidence": Evidence.REGISTER, "basis": Basis.NATIONAL}


def a_paper(**changes: object) -> TravelDocument:
    values: dict[str, object] = {
        "type": DocumentType.LAISSEZ_PASSER,
        "number": "LP0001",
        "issuing_post": "New Delhi",
        "valid_from": date(2025, 3, 1),
        "valid_to": date(2025, 3, 31),
        "single_journey": True,
    }
    return TravelDocument(**(values | changes))  # type: ignore[arg-type]


def an_answer(**changes: object) -> Answer:
    values: dict[str, object] = {
        "request": "req-1",
        "person": "P1",
        "outcome": Outcome.NOT_FOUND,
        "answered_at": datetime(2025, 3, 1, 12, tzinfo=UTC),
        "officer": "officer 7",
    }
    return Answer(**(values | changes))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "changes",
    [
        YES,
        YES | {"document": a_paper()},
        YES | {"basis": Basis.PERMANENT_RESIDENT, "evidence": Evidence.INTERVIEW},
        {"outcome": Outcome.NOT_FOUND},
        {"outcome": Outcome.MORE_NEEDED, "question": "the father's name"},
        {"outcome": Outcome.NOT_OURS, "evidence": Evidence.REGISTER},
        {"outcome": Outcome.REFUSED},
    ],
)
def test_answers_that_can_be(changes: dict[str, object]) -> None:
    assert an_answer(**changes).outcome in Outcome


@pytest.mark.parametrize(
    "changes",
    [
        YES | {"basis": None},
        YES | {"evidence": Evidence.NONE},
        YES | {"question": "who?"},
        {"basis": Basis.NATIONAL},
        {"document": a_paper()},
        {"outcome": Outcome.MORE_NEEDED},
        {"officer": " "},
        {"answered_at": datetime(2025, 3, 1)},
    ],
)
def test_answers_that_cannot_be(changes: dict[str, object]) -> None:
    with pytest.raises(InputError):
        an_answer(**changes)


@pytest.mark.parametrize(
    ("day", "is_valid"),
    [(date(2025, 2, 28), False), (date(2025, 3, 1), True), (date(2025, 3, 31), True), (date(2025, 4, 1), False)],
)
def test_a_paper_is_valid_from_its_first_to_its_last_day(day: date, is_valid: bool) -> None:
    assert a_paper().is_valid(day) is is_valid


@pytest.mark.parametrize("changes", [{"number": " "}, {"valid_to": date(2025, 2, 1)}])
def test_papers_that_cannot_be(changes: dict[str, object]) -> None:
    with pytest.raises(InputError):
        a_paper(**changes)
