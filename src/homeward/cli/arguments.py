"""What many commands take: an operation's folder, who acts, and files that are read whole."""

from __future__ import annotations

import argparse
import sys
import tomllib
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from homeward.errors import InputError, Refused, Spot

if TYPE_CHECKING:
    from homeward.engines import ColumnMapping, SourceTable
    from homeward.match import Model


def add_data(parser: argparse.ArgumentParser) -> None:
    """Give a sub-command its `--data DIR`."""
    parser.add_argument("--data", type=Path, required=True, metavar="DIR", help="the operation's folder")


def add_columns(parser: argparse.ArgumentParser) -> None:
    """Give a sub-command its `--columns MAPPING.toml`."""
    what = "which columns hold what (default: FILE.columns.toml beside the file, else a guess from the headings)"
    parser.add_argument("--columns", type=Path, metavar="MAPPING.toml", help=what)


def columns_of(args: argparse.Namespace) -> ColumnMapping | None:
    """Return the mapping that `--columns` names, None where nothing was said."""
    from homeward.engines import read_column_mapping

    return None if args.columns is None else read_column_mapping(args.columns)


def tell_columns(table: SourceTable) -> None:
    """Say on stderr what was understood of a source's headings; nothing where they are our own."""
    for line in table.lines():
        print(line, file=sys.stderr)


def check_out(out: Path, *, inputs: Iterable[Path], kinds: tuple[str, ...] = (".csv", ".parquet")) -> None:
    """Refuse a place to write to before any work is done: not one of `kinds`, no such folder, or one of the inputs."""
    if kinds and out.suffix.lower() not in kinds:
        raise InputError("input.usage", f"OUT ends in {' or '.join(kinds)}", at=Spot(file=out.name))
    if not out.absolute().parent.is_dir():
        raise InputError("input.not-writable", "there is no such folder", at=Spot(file=out.name))
    if any(given.exists() and out.exists() and given.samefile(out) for given in inputs):
        raise Refused("refused.unsafe-setting", "OUT is one of the inputs", at=Spot(file=out.name))


def read_file(path: Path) -> bytes:
    """Return a file's bytes, or say that it is not there."""
    try:
        return path.read_bytes()
    except OSError:
        raise InputError("input.missing-file", at=Spot(file=path.name)) from None


def read_toml(path: Path) -> dict[str, Any]:
    """Return a parsed TOML file, or say that it cannot be read."""
    try:
        return tomllib.loads(read_file(path).decode())
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        detail = str(error) if isinstance(error, tomllib.TOMLDecodeError) else "not UTF-8"
        raise InputError("input.damaged", detail, at=Spot(file=path.name)) from None


def add_model(parser: argparse.ArgumentParser) -> None:
    """Give a sub-command its `--model`."""
    parser.add_argument("--model", default="", metavar="MODEL", help="a shipped version or a model file")


def model_of(args: argparse.Namespace) -> Model:
    """Return the model that `--model` names: a version that ships, or a file; the newest that ships by default."""
    from homeward.match import load_model, read_model

    if not args.model:
        return load_model()
    if args.model.isalnum():
        return load_model(args.model)
    return read_model(read_file(Path(args.model)).decode("utf-8", errors="replace"))
