"""The page of results: one table with a row for each target, and a section for each set; what is not rerun stays."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

_TABLE = ("<!-- table -->\n", "<!-- end of table -->")
HEAD = ("| what | target | ours | met | Splink 5 | other peers | run |", "|---|---|---|---|---|---|---|")


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One target: what was measured, by us and by others. `met` is None where there is nothing to say."""

    what: str
    target: str
    ours: str
    met: bool | None
    splink: str = ""
    others: str = ""
    run: str = ""

    def __str__(self) -> str:
        met = {True: "yes", False: "**no**", None: ""}[self.met]
        return f"| {self.what} | {self.target} | {self.ours} | {met} | {self.splink} | {self.others} | {self.run} |"


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What a set gives: rows of the table, and the lines of its own section."""

    name: str
    rows: Sequence[Row]
    lines: Sequence[str] = field(default=())


def put(page: Path, result: Result) -> None:
    """Put a set's rows and section into a page, in place of those it had; everything else stays."""
    text = page.read_text(encoding="utf-8")
    before, _, rest = text.partition(_TABLE[0])
    table, _, after = rest.partition(_TABLE[1])
    kept = dict(re.findall(r"^(\| [^|]+ \|)(.*)$", table, flags=re.MULTILINE))
    kept.pop(HEAD[0].split("|")[0], None)
    rows = {key: value for key, value in kept.items() if key != "| what |"}
    for row in result.rows:
        key, _, value = str(row).partition(" |")
        rows[f"{key} |"] = value
    lines = [*HEAD, *(f"{key}{value}" for key, value in rows.items())]
    text = "".join([before, _TABLE[0], "\n".join(lines), "\n", _TABLE[1], after])
    marks = (f"<!-- {result.name} -->\n", f"<!-- end of {result.name} -->")
    section = "".join([marks[0], "\n".join(result.lines), "\n", marks[1]])
    if marks[0] in text:
        before, _, rest = text.partition(marks[0])
        text = before + section + rest.partition(marks[1])[2]
    else:
        text = f"{text.rstrip()}\n\n{section}\n"
    page.write_text(text, encoding="utf-8")
