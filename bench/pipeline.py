"""The demo's pipeline at several sizes: seconds, seconds of processor and peak memory of every step.

.venv/bin/python bench/pipeline.py [--people 1030,7141,50000,220000] [--seed 1] [--kept DIR] [--until STEP] [-o PAGE]

1030 is the article's story as it stands, 7141 the February list (its rows hold 7,158 people); every other size has the
February list's make-up. Every step is a process of its own on the operation that the step before left. With `--kept`
what is done is not done again: a run that was ended, or a step that failed, goes on where it stood, and the table shows
every size in that folder. A step that fails stands in the table with its error, and the next ones are tried
nevertheless. Processor and memory are those of the step and its children (the states' desks) together, read from
/proc ten times a second, so this runs on Linux only; pages that processes share count for each of them.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import pickle
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

STORIES = {1030: ("article", None), 7141: ("february", None)}
STEPS = ("world", "open", "intake", "link", "review", "verify", "screen", "plan", "manifest", "handover", "statement")
SETTING_UP = ("world", "open")
SCORE = "score"
EVERY = 0.1
BEGIN, END = "the step begins", "the step ends after "
MARKS = ("<!-- figures -->\n", "<!-- end of figures -->")


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """What one step took: seconds by the clock, seconds of processor, the most memory held in MB, and its error.

    `others` is how many cores were busy with other work meanwhile, `at` when it ended.
    """

    seconds: float
    processor: float
    peak: float
    others: float
    at: str
    error: str = ""


def used(root: int) -> tuple[float, float]:
    """Return the processor seconds that a process and all it started have had, and the MB they hold now."""
    stats: dict[int, list[str]] = {}
    for place in Path("/proc").iterdir():
        if place.name.isdecimal():
            try:
                stats[int(place.name)] = (place / "stat").read_text().rpartition(")")[2].split()
            except OSError:  # it has ended since
                continue
    family = {root}
    # A child's number may be lower than its parent's: look until nobody is added.
    while more := {pid for pid, row in stats.items() if int(row[1]) in family} - family:
        family |= more
    rows = [stats[pid] for pid in family if pid in stats]
    # Own and waited-for children's time, user and system; then resident pages (see `man 5 proc`, from the third field).
    ticks = sum(int(tick) for row in rows for tick in row[11:15])
    pages = sum(int(row[21]) for row in rows)
    return ticks / os.sysconf("SC_CLK_TCK"), pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def busy() -> float:
    """Return the seconds that the machine's processors have worked at all, by whomever."""
    row = [int(tick) for tick in Path("/proc/stat").read_text().splitlines()[0].split()[1:]]
    # User, nice and system; what comes after that is idle time, waiting and interrupts.
    return sum(row[:3]) / os.sysconf("SC_CLK_TCK")


@dataclass
class Watch:
    """Keeps the most memory that a process and its children held since it was last asked."""

    pid: int
    began: float = field(default_factory=time.perf_counter)
    peak: float = 0.0
    processor: float = 0.0
    newest: float = 0.0
    machine: float = field(default_factory=busy)
    ended: threading.Event = field(default_factory=threading.Event)

    def look(self) -> None:
        """Look until ended."""
        while not self.ended.wait(EVERY):
            self.newest, held = used(self.pid)
            self.peak = max(self.peak, held)

    def take(self) -> Step:
        """Return what was used since the last time, and begin anew."""
        (processor, held), machine, now = used(self.pid), busy(), time.perf_counter()
        # A process that has ended is not there to be asked any more.
        processor = processor or self.newest
        own, seconds = processor - self.processor, now - self.began
        step = Step(
            seconds=seconds,
            processor=own,
            peak=max(self.peak, held),
            others=max(0.0, machine - self.machine - own) / max(seconds, EVERY),
            at=f"{datetime.now(UTC):%Y-%m-%d %H:%M}",
        )
        self.peak, self.processor, self.machine, self.began = 0.0, processor, machine, now
        return step


def play(name: str, *, kept: Path, people: int, seed: int) -> None:
    """Play one step in this process, on what the steps before it left in the folder."""
    # Only now: the process that watches holds nothing of the project.
    from homeward.demo.files import write_files
    from homeward.demo.story import Played, prepare_folder
    from homeward.demo.world import make_world, read_story
    from homeward.web.operation import create_operation, open_operation

    folder = kept / "demo"
    if name == "world":
        prepare_folder(folder)
        story, size = STORIES.get(people, ("february", people))
        with told():
            world = make_world(seed, read_story(story, people=size))
            files = write_files(world, folder)
        keep(kept, "world", value=world)
        keep(kept, "files", value=files)
    elif name == SCORE:
        open_operation(folder)
        from homeward.demo.telling import tell

        found = {step: load(kept, step) for step in STEPS[2:]}
        seconds = {step: row.seconds for step, row in done(kept).items()}
        world, files = load(kept, "world"), load(kept, "files")
        with told():
            result = tell(Played(folder=folder, world=world, files=files, seconds=seconds, found=found))
        (kept / "figures.json").write_text(json.dumps(result.figures), encoding="utf-8")
    else:
        create_operation(folder) if name == "open" else open_operation(folder)
        from homeward.demo import steps

        files = load(kept, "files")
        with told():
            value = steps.STEPS[name](folder, files)
        keep(kept, name, value=value)


@contextmanager
def told() -> Iterator[None]:
    """Tell the watching process when the step begins, and after how many seconds it ends well."""
    print(BEGIN, file=sys.stderr, flush=True)
    began = time.perf_counter()
    yield
    print(f"{END}{time.perf_counter() - began}", file=sys.stderr, flush=True)


def keep(kept: Path, name: str, *, value: Any) -> None:
    """Keep what a step returned for the steps after it."""
    with (kept / f"{name}.pickle").open("wb") as file:
        pickle.dump(value, file)


def load(kept: Path, name: str) -> Any:
    """Return what a step left."""
    with (kept / f"{name}.pickle").open("rb") as file:
        return pickle.load(file)


def done(kept: Path) -> dict[str, Step]:
    """Return what every step of one size took that has been played, in the story's order."""
    place = kept / "steps.json"
    rows = json.loads(place.read_text(encoding="utf-8")) if place.exists() else {}
    return {name: Step(**rows[name]) for name in (*STEPS, SCORE) if name in rows}


def watch(name: str, *, kept: Path, people: int, seed: int) -> Step:
    """Play one step in a process of its own and return what it took."""
    command = [sys.executable, __file__, "--play", name, "--kept", str(kept), "--people", str(people)]
    process = subprocess.Popen([*command, "--seed", str(seed)], stderr=subprocess.PIPE, text=True)
    assert process.stderr
    seen = Watch(pid=process.pid)
    looker = threading.Thread(target=seen.look, daemon=True)
    looker.start()
    step, last = None, ""
    for line in process.stderr:
        if line.startswith(BEGIN):
            seen.take()
        elif line.startswith(END):
            step = seen.take()
        else:
            last = line.strip() or last
            print(line, end="", file=sys.stderr)
    failed = process.wait()
    step = step or seen.take()
    seen.ended.set()
    looker.join()
    if not failed:
        return step
    return Step(**{**asdict(step), "error": f"ended with {failed}: {last}" if failed > 0 else f"signal {-failed}"})


def figures(step: Step) -> str:
    """Return a step's figures as they stand in the table."""
    words = f"{step.seconds:.1f} s, {step.processor:.1f} s, {step.peak:,.0f} MB"
    return f"**failed** after {words}: {step.error.replace('|', '/')[:120]}" if step.error else words


def table(kept: Path) -> list[str]:
    """Return the figures of every size kept as a table: a row a step, a column a size."""
    sizes = sorted((int(place.name), done(place)) for place in kept.iterdir() if (place / "steps.json").exists())
    heads = [f"{7158 if people == 7141 else people:,} people" for people, _ in sizes]
    lines = [f"| step | {' | '.join(heads)} | grows as |", "|---|" + "---|" * (len(sizes) + 1)]
    for name in STEPS:
        cells = [figures(steps[name]) if name in steps else "not run" for _, steps in sizes]
        lines.append(f"| {name} | {' | '.join(cells)} | {growth(sizes, name)} |")
    lines.append(f"| **pipeline**, without world and open | {' | '.join(whole(steps) for _, steps in sizes)} | |")
    ends = [max(step.at for step in steps.values()) for _, steps in sizes]
    lines.append(f"| ended (UTC) | {' | '.join(ends)} | |")
    others = [f"{average(steps):.1f}" for _, steps in sizes]
    lines.append(f"| cores busy with other work | {' | '.join(others)} | |")
    return lines


def whole(steps: dict[str, Step]) -> str:
    """Return what the pipeline took as a whole, without the making of world and operation."""
    rows = [step for name, step in steps.items() if name in STEPS and name not in SETTING_UP]
    if len(rows) + len(SETTING_UP) < len(STEPS) or any(step.error for step in rows):
        return "not whole"
    seconds, processor = sum(step.seconds for step in rows), sum(step.processor for step in rows)
    return f"{seconds:.1f} s, {processor:.1f} s, {max(step.peak for step in rows):,.0f} MB"


def average(steps: dict[str, Step]) -> float:
    """Return how many cores were busy with other work, on average over all steps."""
    return sum(step.others * step.seconds for step in steps.values()) / sum(step.seconds for step in steps.values())


def growth(sizes: list[tuple[int, dict[str, Step]]], name: str) -> str:
    """Return with which power of the number of people a step's processor seconds grow between the two largest sizes."""
    rows = [(people, steps[name]) for people, steps in sizes if name in steps and not steps[name].error][-2:]
    if len(rows) < 2 or rows[0][1].processor < 0.5 or rows[1][1].processor < 1:
        return "too short to say"
    (less, before), (more, after) = rows
    return f"n^{math.log(after.processor / before.processor) / math.log(more / less):.2f}"


def missing(kept: Path, *, until: str) -> Iterator[str]:
    """Yield the steps of one size that are to be played: from the first that failed or was not played yet."""
    steps = done(kept)
    names = (*STEPS, SCORE)
    wanted = names[: names.index(until) + 1]
    first = next((n for n, name in enumerate(wanted) if name not in steps or steps[name].error), len(wanted))
    yield from wanted[first:]


def bring_back(kept: Path, name: str) -> None:
    """Bring the operation back to where a step found it that failed or was ended; else keep it as it is now."""
    database, before = kept / "demo" / "homeward.db", kept / f"before-{name}.db"
    if name == "open":
        for key in ("secret.key", "signing.key"):
            (kept / "demo" / key).unlink(missing_ok=True)
    if name == "open" or before.exists():
        for place in kept.glob("demo/homeward.db*"):
            place.unlink()
    if name not in SETTING_UP:
        shutil.copyfile(*((before, database) if before.exists() else (database, before)))


def run(kept: Path, *, sizes: list[int], seed: int, until: str, page: Path | None) -> None:
    """Play what is missing of every size, smallest first; say and write down each step as it ends."""
    for people in sizes:
        place = kept / str(people)
        place.mkdir(parents=True, exist_ok=True)
        names = list(missing(place, until=until))
        for name in names[1:]:
            (place / f"before-{name}.db").unlink(missing_ok=True)
        for name in names:
            bring_back(place, name)
            step = watch(name, kept=place, people=people, seed=seed)
            if not step.error:
                (place / f"before-{name}.db").unlink(missing_ok=True)
            rows = {**done(place), name: step}
            (place / "steps.json").write_text(json.dumps({n: asdict(row) for n, row in rows.items()}), encoding="utf-8")
            print(f"{people:>8,}  {name:<10} {figures(step)}", file=sys.stderr, flush=True)
            if page:
                put(page, table(kept))
        if (place / "figures.json").exists():
            print((place / "figures.json").read_text(encoding="utf-8"), flush=True)
    print("\n".join(table(kept)))


def put(page: Path, lines: list[str]) -> None:
    """Put the table into a page, between its marks."""
    before, _, rest = page.read_text(encoding="utf-8").partition(MARKS[0])
    text = [before, MARKS[0], "\n".join(lines), "\n", MARKS[1], rest.partition(MARKS[1])[2]]
    page.write_text("".join(text), encoding="utf-8")


def main() -> None:
    """Play every size asked for, print the table, and put it into a page where asked."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--people", default="1030,7141", help="sizes, smallest first, with commas between (1030,7141)")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--kept", type=Path, help="keep every size's operation in this folder, and go on from there")
    parser.add_argument("--until", choices=(*STEPS, SCORE), default=SCORE, help="stop after this step")
    parser.add_argument("--play", choices=(*STEPS, SCORE), help=argparse.SUPPRESS)
    parser.add_argument("-o", "--output", type=Path, help="put the table into this page, between its marks")
    args = parser.parse_args()
    sizes = [int(size) for size in args.people.split(",")]
    if args.play:
        play(args.play, kept=args.kept, people=sizes[0], seed=args.seed)
        return
    with tempfile.TemporaryDirectory() as folder:
        run(args.kept or Path(folder), sizes=sizes, seed=args.seed, until=args.until, page=args.output)


if __name__ == "__main__":
    main()
