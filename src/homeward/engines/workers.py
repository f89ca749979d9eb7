"""Much work on every core: processes of this machine each open what they work on and answer block after block.

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
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager, suppress
from functools import partial
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING, TypeVar

from homeward.errors import Refused
from homeward.intake import no_collecting

if TYPE_CHECKING:
    from homeward.match.model import Model
    from homeward.policy import Policy
    from homeward.record import PersonRecord

B = TypeVar("B")
C = TypeVar("C")
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
    from homeward.engines.register import open_register

    ordered = sorted(claims, key=lambda claim: claim.id)
    size = min(_BLOCK, -(-len(ordered) // workers))
    blocks = [ordered[start : start + size] for start in range(0, len(ordered), size)]
    task = partial(find, model=model, policy=policy)
    with crew(min(workers, len(blocks)), opening=partial(open_register, index), task=task) as share_out:
        return tuple([answer for answers in share_out(blocks) for answer in answers])


@contextmanager
def crew(
    size: int, *, opening: Callable[[], AbstractContextManager[C]], task: Callable[[C, B], T]
) -> Iterator[Callable[..., Iterator[T]]]:
    """Yield what gives blocks to so many processes and yields their answers in the order of the blocks.

    Each process opens by `opening` what it works on, and answers a block by `task`; both are functions of modules. Its
    starter may help: `share_out(blocks, own=function)` answers blocks here too, and nobody waits for a process that is
    still opening. All of them end when this ends.
    """
    begun = pickle.dumps((opening, task)) if size else b""
    blocks: SimpleQueue[tuple[int, B] | None] = SimpleQueue()
    answers: SimpleQueue[tuple[int, T] | None] = SimpleQueue()

    def feed(process: subprocess.Popen[bytes]) -> None:
        """Give a worker one block after the other; tell where it dies."""
        given, told = process.stdin, process.stdout
        try:
            given.write(begun)  # type: ignore[union-attr]
            given.flush()  # type: ignore[union-attr]
            pickle.load(told)  # type: ignore[arg-type]  # noqa: S301 - it says that it has opened
            for place, block in iter(blocks.get, None):
                pickle.dump(block, given)  # type: ignore[arg-type]
                given.flush()  # type: ignore[union-attr]
                answers.put((place, pickle.load(told)))  # type: ignore[arg-type]  # noqa: S301 - from our own child
        except (OSError, EOFError, pickle.UnpicklingError):
            answers.put(None)

    with ExitStack() as started:
        for _ in range(size):
            process = _start(started)
            thread = threading.Thread(target=feed, args=(process,), daemon=True)
            thread.start()
            started.callback(thread.join)
            started.callback(process.kill)
        for _ in range(size):
            started.callback(blocks.put, None)
        yield partial(_share_out, blocks, answers)


def _share_out(
    blocks: SimpleQueue[tuple[int, B] | None],
    answers: SimpleQueue[tuple[int, T] | None],
    given: Sequence[B],
    own: Callable[[B], T] | None = None,
) -> Iterator[T]:
    for pair in enumerate(given):
        blocks.put(pair)
    found: dict[int, T] = {}
    for place in range(len(given)):
        while place not in found:
            mine = _next(blocks) if own else None
            answer = (mine[0], own(mine[1])) if own and mine else answers.get()
            if answer is None:
                raise Refused("refused.worker")
            found[answer[0]] = answer[1]
        yield found.pop(place)


def _next(blocks: SimpleQueue[tuple[int, B] | None]) -> tuple[int, B] | None:
    with suppress(Empty):
        return blocks.get_nowait()
    return None


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
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # whoever started us ends us
    given, told = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever else is printed, a bar of progress say, is no answer
    with suppress(EOFError), no_collecting():
        opening, task = pickle.load(given)  # noqa: S301 - from our own parent
        with opening() as opened:
            pickle.dump(True, told)
            told.flush()
            while True:
                block = pickle.load(given)  # noqa: S301
                pickle.dump(task(opened, block), told)
                told.flush()
