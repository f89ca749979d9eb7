"""The `homeward` command: finds the sub-command, runs it, and turns errors into one line and an exit code."""

from __future__ import annotations

import argparse
import gc
import importlib
import sys
from collections.abc import Sequence

from homeward import __version__
from homeward.cli.output import complain
from homeward.errors import HomewardError

# Commands are short and make many small values and hardly a circle: look for circles seldom.
GARBAGE_THRESHOLD = 100_000
# Each module has `register(subparsers)`; a handler takes the parsed arguments and returns the exit code.
# `desk` stands apart: it runs at a state's own desk and never imports the web app.
GROUPS = ("lists", "matching", "model", "desk", "planning", "steps", "start", "site", "exchange", "docs", "demo")
# Commands that are called often and for seconds only: the group of each is loaded alone.
_ALONE = {"desk": "desk", "link": "matching", "names": "matching", "model": "model"}


def build_parser(groups: Sequence[str] = GROUPS) -> argparse.ArgumentParser:
    """Build the parser with the sub-commands of `groups`."""
    parser = argparse.ArgumentParser(prog="homeward", description="From the first list to the way home.")
    parser.add_argument("--version", action="version", version=f"homeward {__version__}")
    subparsers = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for group in groups:
        importlib.import_module(f"homeward.cli.{group}").register(subparsers)
    return parser


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code: 0 done, 2 bad input, 3 refused, 4 infeasible."""
    gc.set_threshold(GARBAGE_THRESHOLD)
    arguments = list(sys.argv[1:] if argv is None else argv)
    alone = _ALONE.get(arguments[0]) if arguments else None
    groups = (alone,) if alone else GROUPS
    args = build_parser(groups).parse_args(arguments)
    try:
        return int(args.run(args))
    except HomewardError as error:
        complain(error, as_json=getattr(args, "json", False))
        return error.exit_code
    except BrokenPipeError:
        return 0
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main())
