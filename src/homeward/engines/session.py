"""A desk whose register stays open: named requests about one person, answered one after the other and written down."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from homeward.engines.columns import COLUMNS, to_record
from homeward.engines.propose import Proposal, compare_features, find_in, unsearched
from homeward.engines.register import Register, open_register
from homeward.errors import InputError, Refused, Spot
from homeward.match.features import prepare
from homeward.match.model import Model
from homeward.policy import Policy
from homeward.record import PersonRecord, Source

_TRIED = 200  # entries that are looked up before anybody asks
_UNREAD = {
    "born": "input.impossible-date",
    "sex": "input.unknown-sex",
    "nationality": "input.unknown-nationality",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenDesk:
    """An open register that answers named requests only, and the log beside it of what was asked."""

    path: Path
    register: Register
    model: Model
    policy: Policy

    def warm(self) -> None:
        """Take the register's keys into memory, about 120 bytes an entry, and look some of its own entries up, so that
        no claim waits for what is read once: from then on they are answered sooner."""
        register = self.register
        if not len(register.postings.key):
            return
        rows = register.births.row[:: max(1, register.size // _TRIED)].tolist()
        for entry in register.entries(sorted(rows)).values():
            for _ in compare_features(register, [entry], model=self.model):
                pass

    def find(self, request: str, fields: Mapping[str, str]) -> Proposal:
        """Return the proposal for the person whom a request asks about by `fields`, and write down that it was asked.

        Fields are columns of a register; what is empty was not said. Refused without a request's name, and where a
        field cannot be read: it would be looked for as if it had not been said.
        """
        if not request.strip():
            raise Refused("refused.no-request")
        asked = {field: text for field, text in fields.items() if text}
        if unknown := set(asked) - set(COLUMNS):
            raise InputError("input.unknown-column", ", ".join(sorted(unknown)))
        if not {"name", "name_native"} & set(asked):
            raise InputError("input.no-name")
        claim = to_record(request, asked, source=Source(list_id="request"))
        for field in _unread(claim, asked):
            raise InputError(_UNREAD.get(field, "input.bad-value"), "it could not be read", at=Spot(column=field))
        found = find_in(self.register, claim, model=self.model, policy=self.policy)
        log_asked(self.path, {"request": request, "asked": sorted(asked), "decision": str(found.decision)})
        return found


def _unread(claim: PersonRecord, asked: Mapping[str, str]) -> Iterator[str]:
    """Yield the fields that were given and say nothing to a search."""
    nothing = {*unsearched(prepare(claim))}
    nothing |= {field for field in _UNREAD if not claim.readings(COLUMNS[field])}
    nothing |= {"name_native"} if "name" in nothing else set()
    yield from (field for field in asked if field in nothing)


@contextmanager
def open_desk(path: Path, *, model: Model, policy: Policy) -> Iterator[OpenDesk]:
    """Yield the desk of the register at `path`, an index or any source of rows; warm, it answers within milliseconds.

    with open_desk(Path("register.index"), model=load_model(), policy=standard_policy()) as desk:
        found = desk.find("REQ-1", {"name": "Hana Worku", "born": "1994-07-30"})
    """
    with open_register(path) as register:
        yield OpenDesk(path=path, register=register, model=model, policy=policy)


def log_asked(beside: Path, entry: Mapping[str, object]) -> None:
    """Append one line to the log of the desk whose register is at `beside`; fields are named, never their values."""
    line = json.dumps({"at": datetime.now(UTC).isoformat(timespec="milliseconds"), **entry}, ensure_ascii=False)
    with beside.with_name(f"{beside.stem}.log").open("a", encoding="utf-8") as log:
        log.write(line + "\n")
