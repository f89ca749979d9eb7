"""What many commands take: an operation's folder, who acts, and files that are read whole."""

from __future__ import annotations

import argparse
import tomllib
from pathlib import Path
from typing import Any

from homeward.errors import InputError, Spot


def add_data(parser: argparse.ArgumentParser) -> None:
    """Give a sub-command its `--data DIR`."""
    parser.add_argument("--data", type=Path, required=True, metavar="DIR", help="the operation's folder")


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
