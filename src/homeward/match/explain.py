"""A comparison in plain sentences, one for each attribute; silence is said too."""

from __future__ import annotations

import tomllib
from functools import lru_cache
from importlib import resources

from homeward.match.compare import Comparison


@lru_cache(maxsize=1)
def _sentences() -> dict[str, dict[str, str]]:
    return tomllib.loads(resources.files("homeward.match").joinpath("data/sentences.toml").read_text(encoding="utf-8"))


def explain(comparison: Comparison) -> tuple[str, ...]:
    """Return one sentence with its bits for each attribute, in a fixed order, also for what is missing."""
    return tuple(
        f"{sentence(attribute, level)} ({_signed(comparison.bits[attribute])} bits)"
        for attribute, level in comparison.levels.items()
    )


def sentence(attribute: str, level: str) -> str:
    """Return what a level of agreement on an attribute means."""
    return _sentences()[attribute][level]


def _signed(bits: float) -> str:
    return "0" if abs(bits) < 0.05 else f"{bits:+.1f}"
