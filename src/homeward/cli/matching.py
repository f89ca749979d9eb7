"""`homeward link` and `homeward names`: who is who across lists, and whether two spellings are one name."""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

from homeward.cli.arguments import add_columns, add_model, check_out, columns_of, model_of, tell_columns
from homeward.cli.output import add_json, emit, progress
from homeward.errors import InputError, Spot

if TYPE_CHECKING:
    from homeward.engines import ColumnMapping
    from homeward.record import PersonRecord


def register(subparsers: Any) -> None:
    """Add the sub-commands."""
    link = subparsers.add_parser("link", help="work out who is who across lists")
    link.add_argument("lists", type=Path, nargs="*", metavar="LIST")
    link.add_argument("-o", "--out", type=Path, metavar="OUT", help="pairs and their bits, CSV or Parquet")
    add_columns(link)
    add_model(link)
    link.add_argument("--memory", type=Path, metavar="FILE", help="what was compared before, kept from run to run")
    link.add_argument("--data", type=Path, metavar="DIR", help="the operation to work in")
    link.add_argument("--as", dest="actor", metavar="USER", help="who does it, inside an operation")
    add_json(link)
    link.set_defaults(run=run_link)
    names = subparsers.add_parser(
        "names", help="tell how surely two names are one: left<TAB>right in, bits<TAB>reason out"
    )
    names.add_argument("file", type=Path, nargs="?", metavar="FILE", help="default: standard input")
    names.add_argument("--train", type=Path, nargs="+", metavar="PAIRS", help="learn a spelling table from pairs")
    names.add_argument("-o", "--out", type=Path, metavar="TABLE", help="where the learned table goes")
    names.add_argument("--as", dest="script", default="", metavar="SCRIPT", help="learn for this script, or for roman")
    names.add_argument("--half", type=int, choices=(0, 1), help="learn from one half only; the other half can test it")
    add_json(names)
    names.set_defaults(run=run_names)


def run_link(args: argparse.Namespace) -> int:
    """Link lists file to file, or inside an operation."""
    if args.data is not None:
        from homeward.cli.steps import link_operation

        return int(link_operation(args))
    if not args.lists or args.out is None:
        raise InputError("input.usage", "link needs lists and -o OUT.csv or OUT.parquet")
    check_out(args.out, inputs=args.lists)
    from homeward.engines import link, memory_at, pairs_table
    from homeward.policy import standard_policy

    read = [read_records(path, list_id=name, mapping=columns_of(args)) for name, path in _named(args.lists).items()]
    records = [record for found, _ in read for record in found]
    with memory_at(args.memory) as memory:
        found = link(
            records,
            model=model_of(args),
            policy=standard_policy(),
            shown=lambda pairs: progress(pairs, what="comparing"),
            memory=memory,
        )
    pairs_table(found).write(args.out)
    counts = Counter(str(pair.decision) for pair in found.pairs)
    people = len(records) - sum(len(group) - 1 for group in found.clusters)
    payload = {"records": len(records), "same": counts["same"], "undecided": counts["undecided"], "people": people}
    line = f"{len(records):,} records are {people:,} people; {counts['undecided']:,} pairs need a person's eye"
    understood = [each for _, each in read]
    emit({**payload, "compared": found.compared, "lists": understood}, lines=[line], as_json=args.json)
    return 0


def _named(paths: Sequence[Path]) -> dict[str, Path]:
    """Return the lists by the name that ids begin with: the file's, with its folder where two are one."""
    stems = Counter(path.stem for path in paths)
    named = {
        path.stem if stems[path.stem] == 1 else f"{path.absolute().parent.name}/{path.stem}": path for path in paths
    }
    if len(named) < len(paths):
        raise InputError("input.usage", "two lists have one name; rename one")
    return named


def read_records(
    path: Path, *, list_id: str, mapping: ColumnMapping | None
) -> tuple[Sequence[PersonRecord], dict[str, object]]:
    """Read a list: as a table of records where it is one or a mapping says its columns, else as registrars write them.

    Returns the records, and what was understood of the file. A mapping beside the file goes before `mapping`.
    """
    from homeward.engines import is_table, mapping_beside, read_source, to_records
    from homeward.intake import ROW_FAULTS, read_list
    from homeward.policy import standard_policy

    if mapping is not None or is_table(path):
        table, columns = read_source(path, mapping=None if mapping_beside(path) else mapping)
        tell_columns(table)
        columns["id"] = [f"{list_id}:{key}" if key else None for key in columns["id"]]
        return to_records(columns, list_id=list_id, file=path.name), table.payload()
    intake = read_list(path, list_id=list_id, policy=standard_policy(), accept_leftovers=ROW_FAULTS)
    if intake.rows_left:
        print(f"{path.name}: {intake.rows_left} rows cannot be read and are left", file=sys.stderr)
    heard = {column.heading: " / ".join(column.roles) for column in intake.columns}
    return intake.records, {"file": path.name, "columns": heard, "rows_left": intake.rows_left}


def run_names(args: argparse.Namespace) -> int:
    """Weigh pairs of names line by line, or learn a spelling table."""
    if args.train:
        return _train(args)
    from homeward.match import load_model, name_pair

    model = load_model()
    lines = sys.stdin if args.file is None else _lines(args.file)
    for number, line in enumerate(lines, start=1):
        left, tab, right = line.rstrip("\r\n").partition("\t")
        if not tab and left.strip():  # an empty line has two empty names, so that every line has its answer
            raise InputError("input.bad-value", "left<TAB>right", at=Spot(row=number))
        pair = name_pair(left, right, model)
        payload: dict[str, object] = {"bits": pair.bits, "level": pair.level, "reason": pair.reason}
        emit(payload, lines=[f"{pair.bits:.2f}\t{pair.reason}"], as_json=args.json)
    return 0


def _lines(path: Path) -> Iterable[str]:
    try:
        return StringIO(path.read_text(encoding="utf-8-sig"))  # not splitlines: a name may hold U+0085 and the like
    except OSError:
        raise InputError("input.missing-file", at=Spot(file=path.name)) from None
    except UnicodeDecodeError:
        raise InputError("input.encoding", at=Spot(file=path.name)) from None


def _train(args: argparse.Namespace) -> int:
    from homeward.match import in_half, learn, pairs_of_words, recipe, write_table

    if args.out is None:
        raise InputError("input.usage", "names --train needs -o TABLE")
    lines = (line for path in args.train for line in _lines(path) if in_half(line, args.half))
    script, pairs = pairs_of_words(lines, script=args.script)
    rounds = iter(progress(range(recipe(script).rounds), what="learning"))
    table = learn(pairs, script=script, told=lambda _: next(rounds, None))
    args.out.write_text(write_table(table), encoding="utf-8")
    payload: dict[str, object] = {"script": script, "pairs": len(pairs), "units": len(table.units)}
    emit(payload, lines=[f"{script}: {len(table.units)} units from {len(pairs)} pairs"], as_json=args.json)
    return 0
