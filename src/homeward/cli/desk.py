"""A state's own check, at its own desk: its register stays here; one request package in, one signed answer file out.

A desk is a folder: the register, `desk.key` (the desk's signing key), `operation.pub` (whose packages it trusts) and
`proposals.csv` (what the machine proposed, for the officer's eyes only). Nothing here imports the web app.
"""

from __future__ import annotations

import argparse
import csv
import json
import secrets
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from homeward.cli.arguments import read_file
from homeward.cli.output import add_json, emit
from homeward.errors import InputError, Spot
from homeward.policy import standard_policy

if TYPE_CHECKING:
    from homeward.engines import Proposal
    from homeward.verify import Answer, Request, RequestItem

# How long an emergency travel document of a desk is valid from the day of the answer.
PAPER_DAYS = 60
# The questions a desk may send back, in the order in which they help most; a field's name, never a value.
QUESTIONS = ("father", "place", "document", "mother", "born")


def register(subparsers: Any) -> None:
    """Add `desk` with its acts."""
    desk = subparsers.add_parser("desk", help="a state's own check at its own desk")
    acts = desk.add_subparsers(dest="act", required=True, metavar="ACT")
    answer = acts.add_parser("answer", help="answer one request package from the desk's own register")
    answer.add_argument("package", type=Path)
    answer.add_argument("--register", type=Path, required=True, metavar="FILE", help="Parquet, CSV or an index")
    answer.add_argument("-o", dest="out", type=Path, required=True, metavar="ANSWERS")
    answer.add_argument("--officer", required=True, metavar="NAME", help="who decides and signs")
    answer.add_argument("--at", type=datetime.fromisoformat, metavar="TIME", help="time of the answer (now)")
    add_json(answer)
    answer.set_defaults(run=run_answer)


def run_answer(args: argparse.Namespace) -> int:
    """Open the package, propose, decide by the officer's standing rule, and write the signed answer file."""
    from homeward.engines import propose
    from homeward.match import load_model
    from homeward.share import TrustedKey, build_answers, open_request

    desk = args.register.parent
    at = args.at or datetime.now(UTC)
    trusted = [TrustedKey(owner="operation", public=bytes.fromhex(read_file(desk / "operation.pub").decode().strip()))]
    request, opened = open_request(read_file(args.package), trusted_keys=trusted, at=at)
    claims = [_record(item) for item in request.items]
    proposals = propose(claims, args.register, model=load_model("1"), policy=standard_policy())
    _keep(desk / f"proposals-{request.id}.csv", proposals)
    fields = {item.person: item.fields for item in request.items}
    answers = [
        _decide(proposal, fields[proposal.claim], request=request, officer=args.officer, at=at)
        for proposal in proposals
    ]
    package = build_answers(answers, opened, request=request, created_at=at, key=_key(desk / "desk.key"))
    args.out.write_bytes(package.data)
    counts = dict(Counter(answer.outcome.value for answer in answers))
    lines = [f"{request.id}: " + ", ".join(f"{count} {outcome}" for outcome, count in sorted(counts.items()))]
    emit({"request": request.id, "answers": len(answers), **counts}, lines=lines, as_json=args.json)
    return 0
