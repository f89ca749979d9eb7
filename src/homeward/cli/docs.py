"""`homeward docs`: the reference pages that are generated from the code's own tables."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import Any

from homeward.case import SIDE_EXITS, TRANSITIONS, Stage
from homeward.cli.files_page import files_page, markdown
from homeward.cli.output import add_json, emit
from homeward.errors import CODES, Refused, Spot
from homeward.screen import standard_rules
from homeward.web.permissions import ROLES

_MADE = "<!-- Made by `homeward docs`; change the table in the code, then make it again. -->\n"


def register(subparsers: Any) -> None:
    """Add `docs` to the command."""
    parser = subparsers.add_parser("docs", help="write the generated reference pages, or check them")
    parser.add_argument("--to", type=Path, default=Path("docs/reference"), metavar="DIR")
    parser.add_argument("--check", action="store_true", help="change nothing; exit 3 when a page differs")
    add_json(parser)
    parser.set_defaults(run=run_docs)


def run_docs(args: argparse.Namespace) -> int:
    """Write every page, or name those that differ from what the code says."""
    pages = {name: make() for name, make in PAGES.items()}
    stale = [name for name, text in pages.items() if _read(args.to / name) != text]
    if args.check and stale:
        raise Refused("refused.stale", "run `homeward docs`", at=Spot(file=", ".join(stale)))
    for name in stale:
        (args.to / name).write_text(pages[name], encoding="utf-8")
    emit(
        {"pages": len(pages), "written": stale}, lines=[f"{len(pages)} pages, {len(stale)} written."], as_json=args.json
    )
    return 0


def _read(place: Path) -> str:
    return place.read_text(encoding="utf-8") if place.exists() else ""


def _roles() -> str:
    rows = [
        (f"`{role.id}`", role.title, role.purpose, ", ".join(f"`{verb}`" for verb in sorted(role.may)))
        for role in ROLES.values()
    ]
    head = "What a role is not given here it cannot do; a page it may not see is not there for it."
    return f"# Roles\n\n{_MADE}\n{head}\n\n" + markdown(("role", "title", "for", "may"), rows)


def _errors() -> str:
    kinds = {"input": ("what was given", "400", "2"), "refused": ("what was asked", "409", "3")}
    rows = [
        (f"`{code}`", rule, *kinds.get(code.partition(".")[0], ("what was hoped", "422", "4")))
        for code, rule in CODES.items()
    ]
    return (
        f"# Errors\n\n{_MADE}\nA message names file, row, column and rule, and never a person's data.\n\n"
        + markdown(("code", "rule", "about", "HTTP", "exit"), rows)
    )


def _case() -> str:
    way = [row for row in TRANSITIONS if row.target not in SIDE_EXITS and row.source not in SIDE_EXITS]
    lines = ["```mermaid", "stateDiagram-v2", *(f"    {row.source} --> {row.target}" for row in way), "```"]
    rows = [(row.source.value, row.target.value, f"`{row.role}`", row.needs or "-") for row in way]
    aside = ", ".join(stage.value for stage in SIDE_EXITS)
    gates = [(f"`{gate.id}`", gate.title, gate.owner, gate.source) for gate in standard_rules().gates]
    return "\n".join(
        (
            f"# The case\n\n{_MADE}\nStages say where a person is; gates say what is open.\n",
            *lines,
            "",
            markdown(("from", "to", "by", "needs"), rows),
            f"From every stage before `{Stage.ARRIVED}` a person may also be: {aside}. From each of these but "
            f"`{Stage.DIED}` somebody seen again is `{Stage.WAITING}`.\n\n## Gates\n",
            markdown(("gate", "title", "owner", "source"), gates),
        )
    )


PAGES: dict[str, Callable[[], str]] = {
    "roles.md": _roles,
    "errors.md": _errors,
    "case.md": _case,
    "files.md": files_page,
}
