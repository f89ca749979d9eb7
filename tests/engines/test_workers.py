from __future__ import annotations

import importlib
import os
import signal
import subprocess
import sys
import textwrap
import time
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import pytest
from tests.engines.test_link import lists
from tests.engines.test_propose import MODEL, POLICY, a_claim, entries

from homeward.engines import Memory, link, open_register, propose, propose_in, workers, write_index, write_parquet
from homeward.errors import Refused


@pytest.fixture(scope="module")
def index(tmp_path_factory):
    rows = entries()
    folder = tmp_path_factory.mktemp("desk")
    write_parquet(folder / "register.parquet", {name: [row[name] for row in rows] for name in rows[0]})
    write_index(folder / "register.parquet", folder / "register.duckdb")
    return folder / "register.duckdb"


def claims(count: int):
    rows = entries()
    return [a_claim(f"c{place:05}", rows[place % len(rows)]) for place in range(count)]


def ask(index: Path, asked, **how):
    return propose(asked, index, model=MODEL, policy=POLICY, **how)


def test_however_many_workers_find_the_same_in_the_same_order(index, monkeypatch):
    monkeypatch.setattr(workers, "_BLOCK", 40)
    asked = claims(300)[::-1]
    alone = ask(index, asked, workers=1)
    assert [one.claim for one in alone] == sorted(one.id for one in asked)
    assert sum(one.decision == "same" for one in alone) > 200
    assert ask(index, asked, workers=2) == ask(index, asked, workers=3) == alone
    with open_register(index) as register:
        assert propose_in(register, asked, model=MODEL, policy=POLICY, workers=2) == alone


def test_two_claims_of_two_blocks_do_not_both_get_one_entry(index, monkeypatch):
    monkeypatch.setattr(workers, "_BLOCK", 1)
    row = entries()[3]
    found = ask(index, [a_claim("c1", row), a_claim("c2", row)], workers=2)
    assert [one.candidate for one in found] == [row["id"]] * 2
    assert sum(one.decision == "same" for one in found) <= 1


def test_no_process_is_started_for_few_claims_or_on_one_core(monkeypatch):
    cores = {0, 1, 2, 3}
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: cores, raising=False)
    assert [workers.worth(count) for count in (0, 1, 2_000, 4_000, 100_000)] == [1, 1, 1, 2, 4]
    cores.clear()
    cores.add(0)
    assert workers.worth(100_000) == 1


def test_a_worker_that_dies_is_told_as_such(index, monkeypatch):
    monkeypatch.setattr(workers, "_BLOCK", 20)
    started = []

    def start(stack, begin=workers._start):
        started.append(begin(stack))
        if len(started) == 2:
            started[-1].kill()
        return started[-1]

    monkeypatch.setattr(workers, "_start", start)
    with pytest.raises(Refused) as caught:
        ask(index, claims(900), workers=2)
    assert caught.value.code == "refused.worker"
    assert all(process.returncode is not None for process in started)


@pytest.mark.skipif(os.name == "nt", reason="a console's Ctrl-C is sent otherwise there")
def test_who_is_interrupted_leaves_no_worker_behind(index):
    program = """
        import signal, sys
        signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell in the background has it ignored
        from tests.engines.test_workers import ask, claims, workers
        begin = workers._start
        def start(stack):
            process = begin(stack)
            print(process.pid, flush=True)
            return process
        workers._start = start
        ask(sys.argv[1], claims(20_000), workers=2)
    """
    command = [sys.executable, "-c", textwrap.dedent(program), str(index)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=Path.cwd())
    pids = [int(process.stdout.readline()) for _ in range(2)]
    time.sleep(0.3)
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=20)
    assert process.returncode != 0
    for pid in pids:
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)


def test_what_a_worker_prints_is_no_answer(index, monkeypatch):
    monkeypatch.setattr(workers, "__name__", "tests.engines.chatty_worker")
    assert [one.claim for one in ask(index, claims(3), workers=2)] == ["c00000", "c00001", "c00002"]


def test_lists_are_linked_alike_however_many_processes_compare(monkeypatch):
    module = importlib.import_module("homeward.engines.link")
    monkeypatch.setattr(module, "_BLOCK", 50)
    alone = link(lists(), model=MODEL, policy=POLICY, workers=1)
    assert len(alone.clusters) > 50

    @contextmanager
    def others_do_all(size, **how):
        with workers.crew(size, **how) as share_out:
            yield lambda blocks, own: share_out(blocks)

    monkeypatch.setattr(module, "crew", others_do_all)
    assert link(lists(), model=MODEL, policy=POLICY, workers=3) == alone
    apart, together = Memory(), Memory()
    assert link(lists(), model=MODEL, policy=POLICY, memory=together, workers=3) == alone
    monkeypatch.undo()
    link(lists(), model=MODEL, policy=POLICY, memory=apart)
    assert together == apart and together.made == len(together.used) > 50


@contextmanager
def slow_to_open(seconds: float):
    time.sleep(seconds)
    yield 2


def test_nobody_waits_for_a_process_that_is_still_opening():
    with workers.crew(1, opening=partial(slow_to_open, 30), task=pow) as share_out:
        began = time.monotonic()
        assert list(share_out([1, 2, 3], own=lambda block: 2**block)) == [2, 4, 8]
    assert time.monotonic() - began < 10
