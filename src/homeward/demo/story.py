"""The article of February 2025, played on files: lists, people, states asked, gates, plan, Monday's hand-over."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from homeward.demo.files import FileIndex, write_files
from homeward.demo.world import World, make_world, read_story
from homeward.errors import Refused, Spot
from homeward.web.operation import create_operation

MARK = ".homeward-demo"
Say = Callable[[str], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Played:
    """The story as it ended: where, its world, seconds by step, and what the steps returned."""

    folder: Path
    world: World
    files: FileIndex
    seconds: dict[str, float]
    found: dict[str, Any]


@dataclass
class _Clock:
    """Seconds by step, said as they pass."""

    say: Say
    seconds: dict[str, float] = field(default_factory=dict)

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        started = time.perf_counter()
        yield
        self.seconds[name] = time.perf_counter() - started
        self.say(f"  {name:<10} {self.seconds[name]:6.2f} s")


def prepare_folder(folder: Path) -> None:
    """Empty the demo's folder, or refuse one that the demo did not make."""
    if folder.exists() and any(folder.iterdir()):
        if not (folder / MARK).exists():
            raise Refused("refused.not-ours", at=Spot(file=folder.name))
        shutil.rmtree(folder)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    (folder / MARK).write_text("Made by `homeward demo`, which may empty this folder.\n", encoding="utf-8")


def play_through(folder: Path, *, seed: int, story: str, people: int | None, say: Say) -> Played:
    """Make the world and its files, then run every step of the pipeline over them as the people whose work it is."""
    prepare_folder(folder)
    clock = _Clock(say=say)
    with clock.step("world"):
        world = make_world(seed, read_story(story, people=people))
        files = write_files(world, folder)
    create_operation(folder)
    # Only now: Django reads the operation's folder when its first module is imported.
    from homeward.demo.steps import STEPS

    found: dict[str, Any] = {}
    for name, step in STEPS.items():
        with clock.step(name):
            found[name] = step(folder, files)
    return Played(folder=folder, world=world, files=files, seconds=clock.seconds, found=found)
