"""`homeward desk`: a state's own check, at its own desk. Never imports the web app; no register leaves it.

A desk is a folder: the register or its index, `desk.key` (the desk's signing key), `operation.pub` (whose packages
it trusts), the log of what was asked, and `proposals-REQUEST.csv` (what the machine proposed, for the officer only).
"""

from __future__ import annotations

import argparse
import time
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from homeward.cli.arguments import add_columns, add_model, check_out, columns_of, model_of, read_file, tell_columns
from homeward.cli.exchange import add_desk_key, own_key, read_public
from homeward.cli.output import add_json, emit, steps_shown
from homeward.errors import Refused

if TYPE_CHECKING:
    from homeward.engines import Proposal
    from homeward.share import Opened
    from homeward.verify import Request

FIELDS = (
    "name", "name_native", "sex", "born", "nationality", "document", "father", "mother", "place", "postcode", "phone",
)  # fmt: skip


def register(subparsers: Any) -> None:
    """Add `desk` with index, find, match, key, receive and answer."""
    desk = subparsers.add_parser("desk", help="a state's own check: its register, requests in, answers out")
    steps = desk.add_subparsers(dest="step", required=True, metavar="STEP")
    index = _step(steps, "index", run_index, "make a register ready to be asked")
    index.add_argument("register", type=Path, metavar="REGISTER")
    index.add_argument("-o", "--out", type=Path, required=True, metavar="INDEX")
    add_columns(index)
    find = _step(steps, "find", run_find, "look up one person that a named request asks about")
    find.add_argument("index", type=Path, metavar="INDEX")
    find.add_argument("--request", default="", metavar="R", help="the request that asks; nothing is looked up without")
    for field in FIELDS:
        find.add_argument(f"--{field.replace('_', '-')}", default="")
    add_model(find)
    match = _step(steps, "match", run_match, "propose an entry for each of many claims")
    match.add_argument("claims", type=Path, metavar="CLAIMS")
    match.add_argument("index", type=Path, metavar="INDEX")
    match.add_argument("-o", "--out", type=Path, required=True, metavar="OUT", help="CSV or Parquet")
    add_columns(match)
    match.add_argument("--engine", choices=("embedded", "spark"), default="embedded", help="spark: beyond one machine")
    match.add_argument("--master", default="local[*]", help="where Spark runs (default: on this machine's cores)")
    add_model(match)
    add_desk_key(steps)
    receive = _step(steps, "receive", run_receive, "sign that a request package arrived, before it is answered")
    answer = _step(steps, "answer", run_answer, "answer one request package by the officer's standing rule")
    for step, out in ((receive, "RECEIPT"), (answer, "ANSWERS")):
        step.add_argument("package", type=Path, metavar="PACKAGE")
        step.add_argument("--register", type=Path, required=True, metavar="REGISTER", help="register or index")
        step.add_argument("-o", "--out", type=Path, required=True, metavar=out)
        step.add_argument("--officer", required=True, metavar="NAME")
        step.add_argument("--at", type=_moment, metavar="TIME", help="when that was, ISO with zone (default: now)")
    add_model(answer)


def _step(steps: Any, name: str, run: Callable[[argparse.Namespace], int], what: str) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = steps.add_parser(name, help=what)
    add_json(parser)
    parser.set_defaults(run=run)
    return parser


def _moment(text: str) -> datetime:
    at = datetime.fromisoformat(text)
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def run_index(args: argparse.Namespace) -> int:
    """Write the index of a register."""
    from homeward.engines import SourceTable, write_index

    check_out(args.out, inputs=[args.register], kinds=())
    started = time.perf_counter()
    heard: dict[str, SourceTable] = {}
    with steps_shown() as shown:
        rows = write_index(
            args.register, args.out, mapping=columns_of(args), shown=shown, heard=lambda table: heard.update(it=table)
        )
    tell_columns(heard["it"])
    seconds = round(time.perf_counter() - started, 2)
    payload = {"rows": rows, "index": args.out.name, "seconds": seconds, "register": heard["it"].payload()}
    emit(payload, lines=[f"{rows:,} entries indexed in {seconds} s"], as_json=args.json)
    return 0


def run_find(args: argparse.Namespace) -> int:
    """Answer one named request about one person, and write down that it was asked."""
    if not args.request.strip():
        raise Refused("refused.no-request")
    from homeward.engines import open_desk
    from homeward.policy import standard_policy

    with open_desk(args.index, model=model_of(args), policy=standard_policy()) as desk:
        found = desk.find(args.request, {field: getattr(args, field) for field in FIELDS})
    emit(found_payload(found), lines=_found_lines(found), as_json=args.json)
    return 0


def found_payload(found: Proposal) -> dict[str, object]:
    """Return what `desk find --json` prints."""
    return {
        "candidate": found.candidate if found.decision != "different" else None,
        "decision": str(found.decision),
        "bits": found.bits,
        "total_bits": found.total_bits,
        "p": found.p,
        "p_relative": found.p_relative,
        "p_nobody": found.p_nobody,
        "why": list(found.why),
        "others": [{"candidate": key, "p": p} for key, p in found.rivals],
        "question": found.question,
        "not_searched_by": list(found.unsearched),
    }


def _found_lines(found: Proposal) -> list[str]:
    entry = found.candidate if found.decision != "different" else None
    return [
        f"{found.decision}: {entry or 'no entry'} (p {found.p:.4f}, a relative {found.p_relative:.4f}, "
        f"nobody {found.p_nobody:.4f})",
        *(f"  {sentence}" for sentence in found.why),
        *([f"To be surer, ask for: {found.question}."] if found.decision == "undecided" else []),
        *(f"Not given, so not searched by: {field}." for field in found.unsearched),
    ]


def run_match(args: argparse.Namespace) -> int:
    """Propose an entry for each claim of a file."""
    from homeward.engines import (
        log_asked,
        open_session,
        proposals_table,
        propose,
        propose_spark,
        read_source,
        to_records,
    )
    from homeward.policy import standard_policy

    check_out(args.out, inputs=[args.claims, args.index])
    started = time.perf_counter()
    table, columns = read_source(args.claims, mapping=columns_of(args))
    tell_columns(table)
    claims = to_records(columns, list_id="claims", file=table.file)
    model, policy = model_of(args), standard_policy()
    if args.engine == "spark":
        with open_session(args.master) as session:
            proposals = propose_spark(claims, args.index, model=model, policy=policy, session=session)
    else:
        proposals = propose(claims, args.index, model=model, policy=policy)
    proposals_table(proposals).write(args.out)
    counts = {word: sum(p.decision == word for p in proposals) for word in ("same", "undecided", "different")}
    log_asked(args.index, {"file": args.claims.name, **counts})
    seconds = round(time.perf_counter() - started, 2)
    lines = [f"{len(claims):,} claims: " + ", ".join(f"{count:,} {word}" for word, count in counts.items())]
    payload = {"claims": len(claims), **counts, "seconds": seconds, "columns": table.payload()}
    emit(payload, lines=lines, as_json=args.json)
    return 0


def run_receive(args: argparse.Namespace) -> int:
    """Open one request and sign that it arrived whole; nobody is looked up."""
    from homeward.engines import log_asked
    from homeward.share import make_receipt

    at = args.at or datetime.now(UTC)
    request, opened = _open_request(args, at)
    key = own_key(args.register.parent / "desk.key")
    args.out.write_bytes(make_receipt(opened, officer=args.officer, received_at=at, key=key))
    log_asked(args.register, {"request": request.id, "officer": args.officer, "received": len(request.items)})
    lines = [f"{request.id}: {len(request.items):,} people, arrived whole"]
    emit({"request": request.id, "people": len(request.items)}, lines=lines, as_json=args.json)
    return 0


def _open_request(args: argparse.Namespace, at: datetime) -> tuple[Request, Opened]:
    from homeward.share import TrustedKey, open_request

    trusted = [TrustedKey(owner="operation", public=read_public(args.register.parent / "operation.pub"))]
    return open_request(read_file(args.package), trusted_keys=trusted, at=at)


def run_answer(args: argparse.Namespace) -> int:
    """Open one request, propose, let the standing rule decide, and sign one answer file."""
    from homeward.cli.standing import Desk, stand
    from homeward.engines import log_asked, proposals_table, propose, to_record
    from homeward.policy import standard_policy
    from homeward.record import Source
    from homeward.share import build_answers

    at = args.at or datetime.now(UTC)
    folder = args.register.parent
    request, opened = _open_request(args, at)
    source, policy = Source(list_id=request.id), standard_policy()
    claims = [to_record(item.person, item.fields, source=source) for item in request.items]
    proposals = propose(claims, args.register, model=model_of(args), policy=policy)
    proposals_table(proposals).write(folder / f"proposals-{request.id}.csv")
    of = {proposal.claim: proposal for proposal in proposals}
    desk = Desk(state=request.state, request=request.id, officer=args.officer, at=at)
    answers = [stand(of[item.person], item, desk=desk, policy=policy) for item in request.items]
    sealed = build_answers(answers, opened, request=request, created_at=at, key=own_key(folder / "desk.key"))
    args.out.write_bytes(sealed.data)
    counts = dict(sorted(Counter(answer.outcome.value for answer in answers).items()))
    log_asked(args.register, {"request": request.id, "officer": args.officer, **counts})
    lines = [f"{request.id}: " + ", ".join(f"{count} {outcome}" for outcome, count in counts.items())]
    emit({"request": request.id, "answers": len(answers), **counts}, lines=lines, as_json=args.json)
    return 0
