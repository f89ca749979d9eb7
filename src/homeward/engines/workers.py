"""Many claims on every core: processes of this machine each open the index and propose for blocks of the claims.

A worker reads pickled blocks from its standard input and writes pickled answers to its standard output. It never
imports the program that started it, so no script needs a guard for that, and it ends with it.
"""

from __future__ import annotations

import os
import pickle
import signal
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from homeward.errors import Refused

if TYPE_CHECKING:
    from homeward.match.model import Model
    from homeward.policy import Policy
    from homeward.record import PersonRecord

T = TypeVar("T")
_PAYS = 1_500  # claims for which one more process is worth its start
_BLOCK = 5_000  # claims that a worker is given at most at once: each time it reads all keys


def cores() -> int:
    """Return how many things this machine lets us do at once."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def worth(claims: int) -> int:
    """Return how many processes so many claims are worth on this machine, at least one."""
    return max(1, min(cores(), claims // _PAYS))


def found_by(
    workers: int,
    claims: Sequence[PersonRecord],
    index: Path,
    *,
    find: Callable[..., Sequence[T]],
    model: Model,
    policy: Policy,
) -> tuple[T, ...]:
    """Return what `find`, a function of a module, answers in the open index for claims in the order of their ids."""
    ordered = sorted(claims, key=lambda claim: claim.id)
    size = min(_BLOCK, -(-len(ordered) // workers))
    blocks = [ordered[start : start + size] for start in range(0, len(ordered), size)]
    found: dict[int, Sequence[T]] = {}
    left = iter(range(len(blocks)))

    def feed(process: subprocess.Popen[bytes]) -> None:
        """Give a worker one block after the other; where it dies, nobody is given any more."""
        given, told = process.stdin, process.stdout
        try:
            pickle.dump((index, find, model, policy), given)  # type: ignore[arg-type]
            for place in left:
                pickle.dump(blocks[place], given)  # type: ignore[arg-type]
                given.flush()  # type: ignore[union-attr]
                found[place] = pickle.load(told)  # type: ignore[arg-type]  # noqa: S301 - from our own child
        except (OSError, EOFError, pickle.UnpicklingError):
            deque(left, maxlen=0)

    with ExitStack() as started:
        processes = [_start(started) for _ in range(min(workers, len(blocks)))]
        threads = [threading.Thread(target=feed, args=(process,), daemon=True) for process in processes]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    if len(found) < len(blocks):
        raise Refused("refused.worker")
    return tuple(answer for place in range(len(blocks)) for answer in found[place])


def _start(started: ExitStack) -> subprocess.Popen[bytes]:
    """Start a worker that ends when `started` does, whatever happens; what it complains of may quote its work."""
    env = {**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
    command = [sys.executable, "-c", f"from {__name__} import work; work()"]
    process = subprocess.Popen(  # noqa: S603 - our own program
        command, env=env, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    )
    started.callback(_stop, process)
    return process


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.kill()
    process.communicate()


def work() -> None:
    """Answer block after block from standard input until there is no more to read."""
    from homeward.engines.register import open_register

    signal.signal(signal.SIGINT, signal.SIG_IGN)  # whoever started us ends us
    given, told = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever else is printed, a bar of progress say, is no answer
    with suppress(EOFError):
        index, find, model, policy = pickle.load(given)  # noqa: S301 - from our own parent
        with open_register(index) as register:
            while True:
                block = pickle.load(given)  # noqa: S301
                pickle.dump(find(register, block, model=model, policy=policy), told)
                told.flush()
