"""`homeward model`: weights fitted to the data at hand, checked against the truth, and shown."""

from __future__ import annotations

import argparse
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from homeward.cli.arguments import add_columns, add_model, check_out, columns_of, model_of
from homeward.cli.output import add_json, emit
from homeward.errors import InputError, Spot

if TYPE_CHECKING:
    from homeward.match import Bin, Claimed, Judged, Model

_SURE = 0.99


def register(subparsers: Any) -> None:
    """Add `model` with fit, check, draw, show and judgements."""
    model = subparsers.add_parser("model", help="weights of matching: fitted without labels, checked, shown")
    steps = model.add_subparsers(dest="step", required=True, metavar="STEP")
    fit = steps.add_parser("fit", help="fit the weights to claims and a register, or to lists")
    fit.add_argument("sources", type=Path, nargs="+", metavar="FILE", help="CLAIMS INDEX, or with --lists LIST...")
    fit.add_argument("--lists", action="store_const", const=True, default=False, help="the files are lists to link")
    fit.add_argument("-o", "--out", type=Path, required=True, metavar="MODEL.toml")
    fit.add_argument("--judgements", type=Path, metavar="FILE", help="what people said of pairs (CSV)")
    add_model(fit)
    add_columns(fit)
    fit.set_defaults(run=run_fit)
    check = steps.add_parser("check", help="is what is claimed with p right as often as p says")
    check.add_argument("proposals", type=Path, metavar="PROPOSALS", help="OUT of desk match or of link")
    check.add_argument("truth", type=Path, metavar="TRUTH", help="claim,entry or id,person; script, nationality too")
    check.set_defaults(run=run_check)
    draw = steps.add_parser("draw", help="pairs that are worth a person's word: the margins, by script")
    draw.add_argument("proposals", type=Path, metavar="OUT", help="OUT of desk match or of link")
    draw.add_argument("-o", "--out", type=Path, required=True, metavar="FILE")
    draw.add_argument("--most", type=int, default=100, metavar="N", help="how many (default: 100)")
    draw.add_argument("--claims", type=Path, metavar="CLAIMS", help="what was matched, to draw evenly by script")
    add_columns(draw)
    draw.set_defaults(run=run_draw)
    show = steps.add_parser("show", help="the weights of a model, in bits")
    add_model(show)
    show.set_defaults(run=run_show)
    judgements = steps.add_parser("judgements", help="what people judged in the app, as `model fit` reads it")
    judgements.add_argument("--data", type=Path, required=True, metavar="DIR", help="the operation's folder")
    judgements.add_argument("--as", dest="actor", required=True, metavar="USER", help="who asks")
    judgements.add_argument("-o", "--out", type=Path, required=True, metavar="FILE")
    judgements.set_defaults(run=run_judgements)
    for parser in (fit, check, draw, show, judgements):
        add_json(parser)


def run_fit(args: argparse.Namespace) -> int:
    """Fit a model and write it."""
    from homeward.engines import fit_claims, fit_lists
    from homeward.match import write_model

    check_out(args.out, inputs=args.sources, kinds=(".toml",))
    parent = model_of(args)
    judged = _read_judgements(args.judgements) if args.judgements else ()
    records = [_read(path, args) for path in (args.sources if args.lists else args.sources[:1])]
    version = args.out.stem
    if args.lists:
        fitted = fit_lists([one for found in records for one in found], parent=parent, version=version, judged=judged)
    elif len(args.sources) == 2:
        fitted = fit_claims(records[0], args.sources[1], parent=parent, version=version, judged=judged)
    else:
        raise InputError("input.usage", "model fit needs CLAIMS and INDEX, or --lists and lists")
    args.out.write_text(write_model(fitted), encoding="utf-8")
    payload: dict[str, object] = {"model": args.out.name, "digest": fitted.digest, **fitted.fit}
    line = f"{args.out.name}: {fitted.fit['people']} pairs of one person among {fitted.fit['pairs']} compared"
    emit(payload, lines=[line, *_weights(fitted, parent)], as_json=args.json)
    return 0


def _read(path: Path, args: argparse.Namespace) -> Sequence[Any]:
    from homeward.cli.matching import read_records

    return read_records(path, list_id=path.stem, mapping=columns_of(args))[0]


def _read_judgements(path: Path) -> tuple[Judged, ...]:
    from homeward.engines import read_table
    from homeward.match import Judged

    table = read_table(path)
    missing = {"left", "right", "judgement", "p"} - set(table)
    if missing:
        raise InputError("input.missing-column", at=Spot(file=path.name, column=min(missing)))
    rows = [dict(zip(table, values, strict=True)) for values in zip(*table.values(), strict=True)]
    return tuple(
        Judged(
            left=row["left"] or "", right=row["right"] or "", p=_number(row["p"], path, place),
            is_same=row["judgement"] == "same", weight=_number(row.get("weight") or "1", path, place),
        )
        for place, row in enumerate(rows, start=2)
        if row["judgement"] in ("same", "different")
    )  # fmt: skip


def _number(text: str | None, path: Path, row: int) -> float:
    try:
        return float(text or "")
    except ValueError:
        raise InputError("input.bad-value", "a number", at=Spot(file=path.name, row=row)) from None


def run_check(args: argparse.Namespace) -> int:
    """Print the reliability table of proposals or pairs against the truth."""
    from homeward.engines import read_table
    from homeward.match import reliability

    proposals, truth = read_table(args.proposals), read_table(args.truth)
    claimed = _of_pairs(proposals, truth) if "left" in proposals else _of_claims(proposals, truth)
    bins = reliability(claimed)
    sure = [one for one in claimed if one.p >= _SURE]
    right = sum(one.is_right for one in sure)
    payload: dict[str, object] = {
        "decisions": len(claimed), "sure": len(sure), "sure_right": right, "bins": [_bin(one) for one in bins],
    }  # fmt: skip
    lines = [f"{right:,} of {len(sure):,} with p of {_SURE} or more are right", *map(_line, bins)]
    emit(payload, lines=lines, as_json=args.json)
    return 0


def _of_claims(proposals: Mapping[str, Sequence[Any]], truth: Mapping[str, Sequence[Any]]) -> list[Claimed]:
    from homeward.match import Claimed

    _need(truth, "claim", "entry")
    kinds = [kind for kind in ("script", "nationality") if kind in truth]
    entries = dict(zip(truth["claim"], truth["entry"], strict=True))
    groups = {
        claim: tuple(f"{kind} {truth[kind][place]}" for kind in kinds) for place, claim in enumerate(truth["claim"])
    }
    return [
        Claimed(p=float(p), is_right=candidate == entries[claim], groups=groups[claim])
        for claim, candidate, p in zip(proposals["claim"], proposals["candidate"], proposals["p"], strict=True)
        if claim in entries and candidate
    ]


def _of_pairs(proposals: Mapping[str, Sequence[Any]], truth: Mapping[str, Sequence[Any]]) -> list[Claimed]:
    from homeward.match import Claimed

    _need(truth, "id", "person")
    of = dict(zip(truth["id"], truth["person"], strict=True))
    rows = zip(proposals["left"], proposals["right"], proposals["p"], strict=True)
    return [Claimed(p=float(p), is_right=of[a] == of[b]) for a, b, p in rows if a in of and b in of]


def _need(table: Mapping[str, object], *columns: str) -> None:
    for column in columns:
        if column not in table:
            raise InputError("input.missing-column", at=Spot(column=column))


def _bin(one: Bin) -> dict[str, object]:
    return {
        "group": one.group, "from": one.least, "to": one.most, "count": one.count, "claimed": round(one.claimed, 4),
        "right": round(one.right, 4), "bounds": [round(one.lower, 4), round(one.upper, 4)],
    }  # fmt: skip


def _line(one: Bin) -> str:
    return (
        f"{one.group or 'all':24} p {one.least:.3f}-{one.most:.3f} {one.count:7,} claimed {one.claimed:.3f} "
        f"right {one.right:.3f} ({one.lower:.3f}-{one.upper:.3f})"
    )


def run_draw(args: argparse.Namespace) -> int:
    """Write the pairs that are worth judging, for somebody to fill in what they are."""
    from homeward.engines import read_table, write_csv
    from homeward.match import draw, prepare

    check_out(args.out, inputs=[args.proposals], kinds=(".csv",))
    table = read_table(args.proposals)
    left, right = ("left", "right") if "left" in table else ("claim", "candidate")
    _need(table, left, right, "p")
    records = _read(args.claims, args) if args.claims else ()
    scripts = {one.id: one.names[0].script for one in map(prepare, records) if one.names}
    rows = [(a or "", b, float(p or 0)) for a, b, p in zip(table[left], table[right], table["p"], strict=True) if b]
    drawn = draw([(f"{a} {b}", p, scripts.get(a, "")) for a, b, p in rows], most=args.most)
    chosen = [(*rows[place], weight) for place, weight in sorted(drawn.items())]
    columns = {name: [row[at] for row in chosen] for at, name in enumerate(("left", "right", "p", "weight"))}
    write_csv(args.out, {**columns, "judgement": [""] * len(chosen)})
    emit({"pairs": len(chosen), "file": args.out.name}, lines=[f"{len(chosen):,} pairs to judge"], as_json=args.json)
    return 0


def run_show(args: argparse.Namespace) -> int:
    """Print a model's weights."""
    model = model_of(args)
    payload: dict[str, object] = {
        "version": model.version, "digest": model.digest, "fit": dict(model.fit), "prior": dict(model.prior),
        "name": dict(model.name), "weights": {name: dict(table) for name, table in model.weights.items()},
        "calibration": dict(model.calibration),
    }  # fmt: skip
    emit(payload, lines=[f"model {model.version} ({model.digest})", *_weights(model, None)], as_json=args.json)
    return 0


def _weights(model: Model, parent: Model | None) -> list[str]:
    """Say each weight; beside a parent only those that moved, with what they were."""
    tables = {"prior": (model.prior, parent and parent.prior), "name": (model.name, parent and parent.name)}
    tables |= {name: (table, parent and parent.weights[name]) for name, table in model.weights.items()}
    return [
        f"  {name:12} {key:18} {value:7.2f}" + (f"  (was {before[key]:.2f})" if before else "")
        for name, (table, before) in tables.items()
        for key, value in table.items()
        if not before or abs(before[key] - value) >= 0.005
    ]


def run_judgements(args: argparse.Namespace) -> int:
    """Write what people judged in an operation, for `model fit --judgements`."""
    from homeward.cli.steps import judgements_of
    from homeward.engines import write_csv

    columns = judgements_of(args)
    check_out(args.out, inputs=[], kinds=(".csv",))
    write_csv(args.out, columns)
    count = len(columns["left"])
    emit({"judgements": count, "file": args.out.name}, lines=[f"{count:,} judgements"], as_json=args.json)
    return 0
