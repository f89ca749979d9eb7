"""A sign of life on stderr for steps that take more than a second and cannot say how far they are."""

from __future__ import annotations

import argparse
import functools
import sys
import threading
from collections.abc import Callable

FIRST_SECONDS, NEXT_SECONDS = 1.0, 0.25
Run = Callable[[argparse.Namespace], int]


def shown(run: Run) -> Run:
    """Make a command show a running bar with its seconds, from its first second on."""

    @functools.wraps(run)
    def with_bar(args: argparse.Namespace) -> int:
        done = threading.Event()
        watcher = threading.Thread(target=_watch, args=(args.command, done), daemon=True)
        watcher.start()
        try:
            return run(args)
        finally:
            done.set()
            watcher.join()

    return with_bar


def _watch(what: str, done: threading.Event) -> None:
    if done.wait(FIRST_SECONDS):
        return
    from tqdm import tqdm

    with tqdm(desc=what, bar_format="{desc} … {elapsed}", file=sys.stderr, leave=False) as bar:
        while not done.wait(NEXT_SECONDS):
            bar.refresh()
