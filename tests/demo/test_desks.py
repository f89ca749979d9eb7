"""Every desk answers in a process of its own, two at a time; one that does not is named."""

from __future__ import annotations

import secrets
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from homeward.demo.desks import Errand, answer_all, make_keys
from homeward.engines import write_parquet
from homeward.errors import Refused
from homeward.share import build_request, public_key
from homeward.verify import Request, RequestItem

AT = datetime(2025, 2, 20, 9, tzinfo=UTC)
STATES = ("ETH", "KEN", "UGA")
NAMES = {"ETH": "Tesfaye Kebede Alemu", "KEN": "Wanjiku Kamau", "UGA": "Okello Opio"}


@pytest.fixture
def errands(tmp_path: Path) -> list[Errand]:
    key = secrets.token_bytes(32)
    make_keys(tmp_path, STATES, trusted={"public_key": public_key(key).hex()})
    made = []
    for state in STATES:
        register = {"id": ["R-1"], "name": [NAMES[state]], "born": ["1990-03-12"], "document": ["EP1234567"]}
        write_parquet(tmp_path / state / "register.parquet", register)
        fields = {"name": NAMES[state], "born": "1990-03-12", "document": "EP1234567"}
        request = Request(
            id=f"{state}-1", state=state, mission=state, sent_at=AT, due_date=date(2025, 3, 6),
            items=(RequestItem(person="P-1", fields=fields),),
        )  # fmt: skip
        package = tmp_path / f"request-{state}.json"
        package.write_bytes(build_request(request, operation="Demo", key=key).data)
        made.append(Errand(state=state, package=package, at=AT))
    return made


def test_every_desk_answers_whatever_the_order(tmp_path: Path, errands: list[Errand]) -> None:
    one = {state: path.read_text() for state, path in answer_all(tmp_path, errands).items()}
    assert sorted(one) == sorted(STATES)
    assert all(f'"id":"{state}-1-' in text and '"outcome":"confirmed"' in text for state, text in one.items())
    other = answer_all(tmp_path, errands[::-1])
    assert {state: path.read_text() for state, path in other.items()} == one


def test_a_desk_that_refuses_is_named(tmp_path: Path, errands: list[Errand]) -> None:
    (tmp_path / "KEN" / "operation.pub").write_text(public_key(secrets.token_bytes(32)).hex(), encoding="ascii")
    with pytest.raises(Refused, match=r"the desk of KEN: .*refused") as refusal:
        answer_all(tmp_path, errands)
    assert refusal.value.code == "refused.worker"


def test_a_desk_that_dies_is_named(tmp_path: Path, errands: list[Errand]) -> None:
    # Nothing that a command may complain of: its own folder is gone, and it ends with a traceback.
    package = tmp_path / "request-UGA.json"
    lost = Errand(state="UGA/lost", package=package, at=AT)
    (tmp_path / "UGA" / "lost").mkdir()
    (tmp_path / "UGA" / "lost" / "operation.pub").mkdir()
    with pytest.raises(Refused, match="the desk of UGA/lost: "):
        answer_all(tmp_path, [*errands[:2], lost])
