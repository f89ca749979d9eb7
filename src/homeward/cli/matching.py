"""`homeward link` and `homeward names`: who is who across lists, and whether two spellings are one name."""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from homeward.cli.output import add_json, emit, progress
from homeward.errors import InputError, Spot


def register(subparsers: Any) -> None:
    """Add the sub-commands."""
    link = subparsers.add_parser("link", help="work out who is who across lists")
    link.add_argument("lists", type=Path, nargs="*", metavar="LIST")
    link.add_argument("-o", "--out", type=Path, metavar="OUT", help="pairs and their bits, CSV or Parquet")
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
    add_json(names)
    names.set_defaults(run=run_names)


def run_link(args: argparse.Namespace) -> int:
    """Link lists file to file, or inside an operation."""
    if args.data is not None:
        from homeward.cli.steps import link_operation

        return int(link_operation(args))
    if not args.lists or args.out is None or args.out.suffix.lower() not in (".csv", ".parquet"):
        raise InputError("input.usage", "link needs lists and -o OUT.csv or OUT.parquet")
    from homeward.engines import link
    from homeward.match import load_model
    from homeward.policy import standard_policy

    records = [record for path in args.lists for record in read_records(path)]
    found = link(
        records,
        model=load_model(),
        policy=standard_policy(),
        shown=lambda pairs: progress(pairs, what="comparing"),
    )
    _write_links(args.out, found)
    counts = Counter(str(pair.decision) for pair in found.pairs)
    people = len(records) - sum(len(group) - 1 for group in found.clusters)
    payload = {"records": len(records), "same": counts["same"], "undecided": counts["undecided"], "people": people}
    line = f"{len(records):,} records are {people:,} people; {counts['undecided']:,} pairs need a person's eye"
    emit({**payload, "compared": found.compared}, lines=[line], as_json=args.json)
    return 0


def read_records(path: Path) -> Sequence[Any]:
    """Read a file of records: a table with an `id` column as it stands, anything else as a list."""
    if _is_table(path):
        from homeward.engines import read_table, to_records

        columns = read_table(path)
        columns["id"] = [f"{path.stem}:{key}" if key else None for key in columns.get("id", [])]
        return to_records(columns, list_id=path.stem, file=path.name)
    from homeward.intake import ROW_FAULTS, read_list
    from homeward.policy import standard_policy

    return read_list(path, list_id=path.stem, policy=standard_policy(), accept_leftovers=ROW_FAULTS).records


def _is_table(path: Path) -> bool:
    """Tell whether a file has the columns of claims and registers: Parquet, or CSV with a column `id`."""
    if not path.is_file() or path.suffix.lower() not in (".csv", ".parquet"):
        return path.suffix.lower() == ".parquet"
    with path.open("rb") as file:
        return path.suffix.lower() == ".parquet" or b"id" in file.readline().strip().split(b",")


def _write_links(out: Path, found: Any) -> None:
    from homeward.engines import write_csv, write_parquet
    from homeward.match import ATTRIBUTES

    group = {key: place for place, keys in enumerate(found.clusters, start=1) for key in keys}
    columns: dict[str, list[object]] = {
        "left": [pair.left for pair in found.pairs],
        "right": [pair.right for pair in found.pairs],
        "decision": [str(pair.decision) for pair in found.pairs],
        "p": [pair.p for pair in found.pairs],
        "bits": [pair.total_bits for pair in found.pairs],
        **{f"bits_{name}": [float(pair.bits[name]) for pair in found.pairs] for name in ATTRIBUTES},
        "person": [
            str(group[pair.left]) if group.get(pair.left, -1) == group.get(pair.right, -2) else None
            for pair in found.pairs
        ],
    }
    (write_parquet if out.suffix.lower() == ".parquet" else write_csv)(out, columns)


def run_names(args: argparse.Namespace) -> int:
    """Weigh pairs of names line by line, or learn a spelling table."""
    if args.train:
        return _train(args)
    from homeward.match import load_model, name_pair

    model = load_model()
    lines = sys.stdin if args.file is None else _lines(args.file)
    for number, line in enumerate(lines, start=1):
        left, tab, right = line.rstrip("\r\n").partition("\t")
        if not tab:
            raise InputError("input.bad-value", "left<TAB>right", at=Spot(row=number))
        pair = name_pair(left, right, model)
        payload: dict[str, object] = {"bits": pair.bits, "level": pair.level, "reason": pair.reason}
        emit(payload, lines=[f"{pair.bits:.2f}\t{pair.reason}"], as_json=args.json)
    return 0


def _lines(path: Path) -> Iterable[str]:
    try:
        return path.read_text(encoding="utf-8").splitlines()
    except OSError:
        raise InputError("input.missing-file", at=Spot(file=path.name)) from None
    except UnicodeDecodeError:
        raise InputError("input.encoding", at=Spot(file=path.name)) from None


def _train(args: argparse.Namespace) -> int:
    from homeward.match import learn, pairs_of_words, write_table

    if args.out is None:
        raise InputError("input.usage", "names --train needs -o TABLE")
    script, pairs = pairs_of_words(line for path in args.train for line in _lines(path))
    rounds = iter(progress(range(5), what="learning", total=5))
    table = learn(pairs, script=script, rounds=5, told=lambda _: next(rounds, None))
    args.out.write_text(write_table(table), encoding="utf-8")
    payload: dict[str, object] = {"script": script, "pairs": len(pairs), "units": len(table.units)}
    emit(payload, lines=[f"{script}: {len(table.units)} units from {len(pairs)} pairs"], as_json=args.json)
    return 0
