"""A worker of which something prints to the standard output while it works."""

from __future__ import annotations

import os
import threading
from itertools import repeat

from homeward.engines import workers


def work() -> None:
    """Print without end, and work beside it."""
    printing = threading.Thread(target=lambda: [os.write(1, b"\r 42 % \n") for _ in repeat(None, 20_000)], daemon=True)
    duplicate = os.dup2

    def turned(one: int, other: int) -> int:
        found = duplicate(one, other)
        printing.start()
        return found

    os.dup2 = turned  # type: ignore[assignment]
    workers.work()
