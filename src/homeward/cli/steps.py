"""The steps of an operation: each reads files, runs one action as one named person, and says what came of it."""

from __future__ import annotations

import argparse
import dataclasses
import tomllib
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from homeward.cli.output import add_json, emit
from homeward.cli.site import add_data
from homeward.errors import InputError, Spot


def register(subparsers: Any) -> None:
    """Add the steps that exist only in an operation: open, verify, screen, manifest, handover, statement."""
    _step(subparsers, "open", run_open, "open a new operation in a folder").add_argument("name")
    verify = _step(subparsers, "verify", run_verify, "ask the states, or take in their answers")
    verify.add_argument("--answers", type=Path, nargs="*", default=[], metavar="FILE", help="answer files to take in")
    verify.add_argument("--missions", type=Path, metavar="TOML", help="set the missions first")
    screen = _step(subparsers, "screen", run_screen, "take in screening, guarantees and funding; assess every gate")
    for name in ("screening", "guarantees", "funding"):
        screen.add_argument(f"--{name}", type=Path, metavar="FILE")
    manifest = _step(subparsers, "manifest", run_manifest, "make the manifests of one day")
    manifest.add_argument("--day", type=date.fromisoformat, required=True, metavar="YYYY-MM-DD")
    handover = _step(subparsers, "handover", run_handover, "take in headcounts and arrivals")
    handover.add_argument("--headcounts", type=Path, metavar="CSV")
    handover.add_argument("--arrivals", type=Path, metavar="CSV")
    statement = _step(subparsers, "statement", run_statement, "draft the day's statement")
    statement.add_argument("--day", type=date.fromisoformat, metavar="YYYY-MM-DD", help="the day it is about (today)")


def _step(subparsers: Any, name: str, run: Callable[[argparse.Namespace], int], what: str) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = subparsers.add_parser(name, help=what)
    add_data(parser)
    if name != "open":
        parser.add_argument("--as", dest="actor", required=True, metavar="USER", help="the account that acts")
    add_json(parser)
    parser.set_defaults(run=run)
    return parser
