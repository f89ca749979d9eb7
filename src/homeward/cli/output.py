"""What commands print: results on stdout (text, or one line of JSON), progress and complaints on stderr."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import TypeVar

from homeward.errors import HomewardError

T = TypeVar("T")


def add_json(parser: argparse.ArgumentParser) -> None:
    """Give a sub-command its `--json` switch."""
    parser.add_argument("--json", action="store_true", help="print the result as one line of JSON")


def emit(payload: dict[str, object], *, lines: Sequence[str], as_json: bool) -> None:
    """Print `payload` as one line of JSON, or `lines` for people."""
    if as_json:
        print(json.dumps(payload, ensure_ascii=False, default=str))
    else:
        print("\n".join(lines))


def progress(items: Iterable[T], *, what: str, total: int | None = None) -> Iterator[T]:
    """Yield `items`, with a bar on stderr once they have taken more than a second."""
    from tqdm import tqdm  # takes longer to load than a small command to run

    yield from tqdm(items, desc=what, total=total, delay=1.0, file=sys.stderr, leave=False)


@contextmanager
def steps_shown() -> Iterator[Callable[[str], None]]:
    """Yield what tells on stderr which step is done now; to a file only once it all has taken more than a second."""
    from tqdm import tqdm

    with tqdm(bar_format="{desc}: {elapsed}", delay=1.0, file=sys.stderr, leave=False) as shown:
        yield lambda step: shown.set_description_str(
            step, refresh=sys.stderr.isatty() or shown.format_dict["elapsed"] > 1
        )


def complain(error: HomewardError, *, as_json: bool) -> None:
    """Print an error on stderr; as JSON on stdout too when the caller reads JSON."""
    if as_json:
        at = {"file": error.at.file, "row": error.at.row, "column": error.at.column}
        print(json.dumps({"error": error.code, "rule": error.rule, "detail": error.detail, **at}, ensure_ascii=False))
    print(f"homeward: {error.message}", file=sys.stderr)
