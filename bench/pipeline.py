"""The demo's pipeline at several sizes: seconds, seconds of processor and peak memory of every step.

.venv/bin/python bench/pipeline.py [--people 1030,7141,50000,220000] [--seed 1] [-o docs/bench-pipeline.md]

1030 is the article's story as it stands, 7141 the February list (its rows hold 7,158 people); every other size has the
February list's make-up. Processor and memory are those of the command and its children (the states' desks) together,
read from /proc ten times a second, so this runs on Linux only; pages that processes share count for each of them.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import re
import subprocess
import sys
import tempfile
import threading
from dataclasses import dataclass, field
from pathlib import Path

STORIES = {1030: ["--story", "article"], 7141: ["--story", "february"]}
EVERY = 0.1
SAID = re.compile(r"  (\w+) +([\d.]+) s$")
MARKS = ("<!-- figures -->\n", "<!-- end of figures -->")


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """What one step took: seconds by the clock, seconds of processor, and the most memory held, in MB."""

    seconds: float
    processor: float
    peak: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One run of the demo: the line that it printed last, and its steps."""

    figures: dict[str, float]
    steps: dict[str, Step]


@dataclass
class Watch:
    """Keeps the most memory that a process and its children held since it was last asked."""

    pid: int
    peak: float = 0.0
    processor: float = 0.0
    ended: threading.Event = field(default_factory=threading.Event)

    def look(self) -> None:
        """Look until ended."""
        while not self.ended.wait(EVERY):
            self.peak = max(self.peak, used(self.pid)[1])

    def take(self, seconds: float) -> Step:
        """Return what was used since the last time, and begin anew."""
        processor, held = used(self.pid)
        step = Step(seconds=seconds, processor=processor - self.processor, peak=max(self.peak, held))
        self.peak, self.processor = 0.0, processor
        return step


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


def play(people: int, *, seed: int) -> Run:
    """Run the demo at one size in a folder of its own."""
    story = STORIES.get(people, ["--story", "february", "--people", str(people)])
    steps: dict[str, Step] = {}
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "homeward", "demo", "--data", f"{folder}/demo", "--no-serve", "--json"]
        command += ["--seed", str(seed), *story]
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        assert process.stdout and process.stderr
        watch = Watch(pid=process.pid)
        looker = threading.Thread(target=watch.look, daemon=True)
        looker.start()
        for line in process.stderr:
            if found := SAID.match(line.rstrip("\n")):
                steps[found[1]] = watch.take(float(found[2]))
                print(f"{people:>8,}  {found[1]:<10} {told(steps[found[1]])}", file=sys.stderr)
            else:
                print(line, end="", file=sys.stderr)
        said = process.stdout.read()
        watch.ended.set()
        looker.join()
        if process.wait():
            sys.exit(f"the demo ended with {process.returncode} at {people:,}")
    return Run(figures=json.loads(said.splitlines()[-1]), steps=steps)


def told(step: Step) -> str:
    """Return a step's figures as they stand in the table."""
    return f"{step.seconds:.1f} s, {step.processor:.1f} s, {step.peak:,.0f} MB"


def table(runs: list[Run]) -> list[str]:
    """Return the figures as a table: a row a step, a column a size."""
    heads = [f"{int(run.figures['people_true']):,} people" for run in runs]
    lines = [f"| step | {' | '.join(heads)} | grows as |", "|---|" + "---|" * (len(runs) + 1)]
    for name in runs[0].steps:
        lines.append(f"| {name} | {' | '.join(told(run.steps[name]) for run in runs)} | {growth(runs, name)} |")
    lines.append(f"| **pipeline**, without world and open | {' | '.join(whole(run) for run in runs)} | |")
    return lines


def whole(run: Run) -> str:
    """Return what the pipeline took as a whole, without the making of world and operation."""
    steps = [step for name, step in run.steps.items() if name not in ("world", "open")]
    seconds, processor = sum(step.seconds for step in steps), sum(step.processor for step in steps)
    return told(Step(seconds=seconds, processor=processor, peak=max(step.peak for step in steps)))


def growth(runs: list[Run], name: str) -> str:
    """Return with which power of the number of people a step's processor seconds grow between the two largest sizes."""
    if len(runs) < 2:
        return ""
    less, more = runs[-2:]
    if less.steps[name].processor < 0.5 or more.steps[name].processor < 1:
        return "too short to say"
    times = more.steps[name].processor / less.steps[name].processor
    return f"n^{math.log(times) / math.log(more.figures['people_true'] / less.figures['people_true']):.2f}"


def main() -> None:
    """Play every size asked for, print the table, and put it into a page where asked."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--people", default="1030,7141", help="sizes, smallest first, with commas between (1030,7141)")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("-o", "--output", type=Path, help="put the table into this page, between its marks")
    args = parser.parse_args()
    runs = []
    for size in args.people.split(","):
        runs.append(play(int(size), seed=args.seed))
        print(json.dumps(runs[-1].figures), flush=True)
    lines = table(runs)
    print("\n".join(lines))
    if args.output:
        before, _, rest = args.output.read_text(encoding="utf-8").partition(MARKS[0])
        page = [before, MARKS[0], "\n".join(lines), "\n", MARKS[1], rest.partition(MARKS[1])[2]]
        args.output.write_text("".join(page), encoding="utf-8")


if __name__ == "__main__":
    main()
