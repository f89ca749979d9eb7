"""The tree of what may go wrong.

::

    HomewardError
    ├── InputError   what was given cannot be read   HTTP 400, exit 2
    ├── Refused      what was asked is not allowed   HTTP 409, exit 3
    └── Infeasible   no plan keeps every rule        HTTP 422, exit 4

A leaf is a *code*, a row of `CODES`: stable, documented, never reused. A message names the file, the
row, the column and the rule, and never a person's data.
"""

from __future__ import annotations

from dataclasses import dataclass

CODES: dict[str, str] = {
    # what was given
    "input.missing-file": "there is no such file",
    "input.not-writable": "the file cannot be written",
    "input.unknown-kind": "the file is not of a kind that can be read",
    "input.disguised": "the file is not what its name says",
    "input.damaged": "the file is damaged and cannot be opened",
    "input.empty": "the sheet holds no rows",
    "input.too-large": "the file is over the stated limit",
    "input.zip-bomb": "the file unpacks to more than the stated limit",
    "input.encoding": "the text is in no encoding that can be told",
    "input.missing-column": "a column that is needed is not there",
    "input.unknown-column": "the mapping names a column that the file does not have",
    "input.ambiguous-column": "more than one column may hold this; a mapping must say which",
    "input.formula": "the cell holds a formula; only its last shown value could be read",
    "input.unknown-nationality": "the word is no nationality that is known",
    "input.ambiguous-nationality": "the word may mean more than one nationality; ask which",
    "input.impossible-date": "no calendar has this date",
    "input.unknown-sex": "the word is no sex that is known",
    "input.no-name": "the row has no name",
    "input.bad-value": "the value breaks the rule of its field",
    "input.usage": "the command was not called as it must be",
    # what was asked
    "refused.not-permitted": "this role may not do that",
    "refused.transition": "the case cannot go from its stage to that one",
    "refused.already": "this was done before",
    "refused.held-by-one": "nothing leaves while those who hold people also hold protection or data protection",
    "refused.second-person": "this needs a second, different person",
    "refused.no-clearance": "nobody crosses without a clearance that is valid on the day",
    "refused.not-reconciled": "the figures do not add up, so nothing is published",
    "refused.disclosure": "the table would expose single people",
    "refused.signature": "the signature does not fit the content or the known key",
    "refused.stale": "this rests on something that has changed since",
    "refused.not-ours": "the folder is not one that this command made, so it is left alone",
    "refused.unsafe-setting": "the setting would put data at risk",
    "refused.tampered": "the record does not fit its proof",
    "refused.newer": "a newer version of Homeward made this; open it with that one",
    "refused.expired": "this is past its last day",
    "refused.not-on-allow-list": "the allow-list lets no such thing leave for this recipient and purpose",
    "refused.no-request": "a register answers named requests only",
    "refused.not-asked": "the answer fits no question that was asked",
    "refused.count": "the count does not fit the people and the reasons",
    "refused.second-factor": "the second factor does not fit, or was given before",
    "refused.too-few-pairs": "there are too few pairs of one person to fit weights to",
    "refused.worker": "a process that shared the work ended before it was done; memory may be short",
    # what was hoped
    "infeasible.no-plan": "no plan keeps every rule",
}


@dataclass(frozen=True, slots=True)
class Spot:
    """Where in a file something is: any part may be unknown. Rows count from 1, as a spreadsheet shows them."""

    file: str | None = None
    row: int | None = None
    column: str | None = None

    def __str__(self) -> str:
        parts = [self.file, f"row {self.row}" if self.row else None, f"column {self.column}" if self.column else None]
        return ", ".join(part for part in parts if part)


class HomewardError(Exception):
    """Something that may go wrong, with a stable code, a place and the rule that was broken.

    `detail` says more about the rule (a limit, a column's name); it never holds a person's data.
    """

    http_status = 500
    exit_code = 1

    def __init__(self, code: str, detail: str = "", *, at: Spot | None = None) -> None:
        self.code = code
        self.rule = CODES[code]
        self.detail = detail
        self.at = at or Spot()
        super().__init__(self.message)

    @property
    def message(self) -> str:
        """The whole message in one line: place, rule, detail and code."""
        place = f"{self.at}: " if str(self.at) else ""
        detail = f" ({self.detail})" if self.detail else ""
        return f"{place}{self.rule}{detail} [{self.code}]"


class InputError(HomewardError):
    """What was given cannot be read as what it should be."""

    http_status = 400
    exit_code = 2


class Refused(HomewardError):
    """What was asked is understood and not allowed."""

    http_status = 409
    exit_code = 3


class Infeasible(HomewardError):
    """No answer keeps every rule."""

    http_status = 422
    exit_code = 4
