"""The synthetic world and the story played on it. No room imports this one, and no table of it feeds the matcher."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from homeward.demo.telling import Told

__all__ = ["play_story"]


def play_story(folder: Path, *, seed: int, story: str, people: int | None, say: Callable[[str], None]) -> Told:
    """Play a story into a folder and return what came of it. The folder is emptied only if the demo had made it."""
    from homeward.demo.story import play_through

    played = play_through(folder, seed=seed, story=story, people=people, say=say)
    # Only now: it reads the operation that the story opened.
    from homeward.demo.telling import tell

    return tell(played)
