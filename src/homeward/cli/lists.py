"""`homeward intake` and `homeward reconcile`: lists in, records and findings out."""

from __future__ import annotations

import argparse
import csv
import dataclasses
import json
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from homeward.cli.output import add_json, emit
from homeward.errors import InputError, Spot
from homeward.intake import ROW_FAULTS, Finding, Intake, Mapping, read_list, read_mapping, reconcile
from homeward.policy import standard_policy
from homeward.record import Attribute, PersonRecord

_OUT_KINDS = (".csv", ".json")


def register(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the sub-commands."""
    intake = subparsers.add_parser("intake", help="read a list: who is on it, and which rows cannot be taken")
    _add_common(intake)
    intake.add_argument("--list-id", help="the list's short name (default: the file's name)")
    intake.add_argument("--mapping", type=Path, help="a TOML file that says what the columns hold")
    intake.add_argument("--at", type=date.fromisoformat, help="the list's own date, YYYY-MM-DD (ages count from it)")
    intake.add_argument(
        "--leave", action="store_true", help="leave rows with faults behind instead of refusing the list"
    )
    intake.add_argument("-o", "--out", type=Path, help="write the records to OUT.csv or OUT.json")
    intake.set_defaults(run=run_intake)
    check = subparsers.add_parser("reconcile", help="say what in a list's own figures does not add up")
    _add_common(check)
    check.set_defaults(run=run_reconcile)


def _add_common(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, metavar="FILE", help="CSV, TSV, XLSX, XLS, ODS or JSON")
    parser.add_argument("--data", type=Path, metavar="DIR", help="the operation to work in")
    parser.add_argument("--as", dest="actor", metavar="USER", help="who does it, inside an operation")
    add_json(parser)


def run_intake(args: argparse.Namespace) -> int:
    """Read a list file to file, or into an operation."""
    if args.data is not None:
        from homeward.cli.steps import intake_into

        return int(intake_into(args))
    if args.out is not None and args.out.suffix.lower() not in _OUT_KINDS:
        raise InputError("input.usage", "OUT ends in .csv or .json")
    intake = read_list(
        args.file,
        list_id=args.list_id or args.file.stem,
        policy=standard_policy(),
        mapping=mapping_from(args.mapping),
        at=args.at,
        accept_leftovers=ROW_FAULTS if args.leave else (),
    )
    if args.out is not None:
        _write(intake, args.out)
    emit(intake_payload(intake), lines=_intake_lines(intake), as_json=args.json)
    return 0


def mapping_from(path: Path | None) -> Mapping | None:
    """Read a mapping file, where one was named."""
    if path is None:
        return None
    try:
        return read_mapping(path.read_text(encoding="utf-8"))
    except OSError:
        raise InputError("input.missing-file", at=Spot(file=path.name)) from None
    except UnicodeDecodeError:
        raise InputError("input.encoding", at=Spot(file=path.name)) from None


def intake_payload(intake: Intake) -> dict[str, object]:
    """Return what `homeward intake --json` prints."""
    return {
        "rows_read": intake.rows_read,
        "rows_left": intake.rows_left,
        "leftovers": [
            {"row": each.row, "column": each.column, "code": each.code, "rule": each.rule} for each in intake.leftovers
        ],
        "columns": {column.heading: " / ".join(column.roles) for column in intake.columns},
        "columns_not_taken": list(intake.columns_not_taken),
        "titles": list(intake.titles),
        "digest": intake.digest,
        "findings": [dataclasses.asdict(finding) for finding in intake.findings],
    }


def _intake_lines(intake: Intake) -> list[str]:
    left = [f"  row {each.row}, column {each.column}: {each.rule} [{each.code}]" for each in intake.leftovers]
    return [
        f"{intake.rows_read} rows read, {intake.rows_left} left behind",
        *left,
        "columns: " + "; ".join(f"{column.heading} → {' / '.join(column.roles)}" for column in intake.columns),
        "columns not taken: " + ("; ".join(intake.columns_not_taken) or "none"),
        *_finding_lines(intake.findings),
    ]


def _finding_lines(findings: Sequence[Finding]) -> list[str]:
    return [
        f"  {f.code}"
        + (f", row {f.row}" if f.row else "")
        + (f", column {f.column}" if f.column else "")
        + (f": found {f.found}" if f.found is not None else "")
        + (f", stated {f.stated}" if f.stated is not None else "")
        + (f". {f.proposal}" if f.proposal else "")
        for f in findings
    ]


def _write(intake: Intake, out: Path) -> None:
    """Write one row a record, and the leftovers into a file beside it."""
    rows = [_flat(record) for record in intake.records]
    leftovers = [{"row": e.row, "column": e.column, "code": e.code, "rule": e.rule} for e in intake.leftovers]
    beside = out.with_name(f"{out.stem}-leftovers{out.suffix}")
    for path, table, heads in ((out, rows, _HEADS), (beside, leftovers, ("row", "column", "code", "rule"))):
        if path.suffix.lower() == ".json":
            path.write_text(json.dumps(table, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
            continue
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, heads)
            writer.writeheader()
            writer.writerows(table)


_HEADS = ("id", "row", *(f"{attribute}{end}" for attribute in Attribute for end in ("", "_reading")))


def _flat(record: PersonRecord) -> dict[str, object]:
    row: dict[str, object] = {"id": record.id, "row": record.claims[0].source.row}
    for attribute in Attribute:
        row[attribute] = record.first(attribute)
        row[f"{attribute}_reading"] = next(iter(record.readings(attribute)), "")
    return row


def run_reconcile(args: argparse.Namespace) -> int:
    """Hold a list against its own totals; it only reads, inside an operation too."""
    found = reconcile(args.file, policy=standard_policy())
    lines = [
        f"{found.rows} rows",
        *(
            f"{what}: rows give {figure:,}, stated {_figure(found.stated.get(what))}"
            for what, figure in found.sums.items()
        ),
        *(_finding_lines(found.findings) or ["nothing differs"]),
    ]
    payload: dict[str, object] = {
        "rows": found.rows,
        "sums": found.sums,
        "stated": found.stated,
        "findings": [dataclasses.asdict(finding) for finding in found.findings],
    }
    emit(payload, lines=lines, as_json=args.json)
    return 0


def _figure(value: int | None) -> str:
    return "nothing" if value is None else f"{value:,}"
