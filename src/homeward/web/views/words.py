"""A plain word for every code that a page shows, from `words.toml`."""

from __future__ import annotations

import tomllib
from importlib import resources

TABLES: dict[str, dict[str, str]] = tomllib.loads(
    resources.files("homeward.web.views").joinpath("words.toml").read_text(encoding="utf-8")
)
