from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from homeward.errors import InputError
from homeward.verify import Request, RequestItem


def a_request(**changes: object) -> Request:
    values: dict[str, object] = {
        "id": "req-1",
        "state": "ETH",
        "mission": "eth-newdelhi",
        "sent_at": datetime(2025, 2, 20, 9, tzinfo=UTC),
        "due_date": date(2025, 3, 6),
        "items": tuple(RequestItem(person=ref, fields={"name": ref}) for ref in ("P2", "P1")),
    }
    return Request(**(values | changes))  # type: ignore[arg-type]


def test_the_order_of_collecting_does_not_matter() -> None:
    request = a_request()
    assert request.persons == ("P1", "P2")
    assert request == a_request(items=tuple(reversed(request.items)))


@pytest.mark.parametrize(
    "changes",
    [
        {"items": ()},
        {"items": (RequestItem(person="P1", fields={}), RequestItem(person="P1", fields={}))},
        {"due_date": date(2025, 2, 19)},
        {"sent_at": datetime(2025, 2, 20)},
    ],
)
def test_a_request_that_cannot_be_is_refused(changes: dict[str, object]) -> None:
    with pytest.raises(InputError):
        a_request(**changes)
