"""The article of February 2025, played on files: lists in, people out, states asked, gates, plan, Monday's hand-over."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from homeward.errors import Refused, Spot

MARK = ".homeward-demo"
PLAN_SECONDS = 5.0
PASSWORD = "homeward-demo-only"  # noqa: S105 - printed on purpose: the people are invented
MONDAY = date(2025, 2, 24)
BASE_DATE = date(2025, 1, 30)
Say = Callable[[str], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What the story came to: the figures for machines and the lines for people."""

    figures: dict[str, object]
    lines: tuple[str, ...]


@dataclass
class _Clock:
    """Seconds by step, said on stderr as they pass."""

    say: Say
    steps: dict[str, float] = field(default_factory=dict)

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        started = time.perf_counter()
        yield
        self.steps[name] = time.perf_counter() - started
        self.say(f"  {name:<12} {self.steps[name]:6.2f} s")


def prepare_folder(folder: Path) -> None:
    """Empty the demo's folder, or refuse one that the demo did not make."""
    if folder.exists() and any(folder.iterdir()):
        if not (folder / MARK).exists():
            raise Refused("refused.not-ours", at=Spot(file=folder.name))
        shutil.rmtree(folder)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    (folder / MARK).write_text("Made by `homeward demo`, which may empty this folder.\n", encoding="utf-8")


def at(day: int, hour: int) -> datetime:
    """Return a moment of February 2025 at the border (UTC+06:30), as UTC."""
    return datetime(2025, 2, day, hour, tzinfo=UTC) - timedelta(hours=6, minutes=30)
