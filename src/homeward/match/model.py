"""The model: how many bits each level of agreement is worth, frozen in a versioned file."""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from importlib import resources

from homeward.errors import InputError
from homeward.match.rarity import NOTHING_COUNTED, Rarity


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    """Weights in bits by attribute and level. `family` is what a level is worth for two close relatives."""

    version: str
    digest: str
    weights: Mapping[str, Mapping[str, float]]
    family: Mapping[str, Mapping[str, float]]
    prior: Mapping[str, float]
    name: Mapping[str, float]
    scripts: Mapping[str, float]
    rarity: Rarity = NOTHING_COUNTED


def read_model(text: str) -> Model:
    """Read a model from TOML text, or refuse where a table is missing or unknown."""
    table = tomllib.loads(text)
    if set(table) != {"version", "prior", "name", "scripts", "weights", "family"}:
        raise InputError("input.bad-value", "model tables: version, prior, name, scripts, weights, family")
    digest = hashlib.sha256(text.encode()).hexdigest()[:16]
    return Model(digest=digest, **table)


@lru_cache(maxsize=8)
def load_model(version: str = "1") -> Model:
    """Return the frozen model of that version; raises where no such model ships. New decisions use the default."""
    file = resources.files("homeward.match").joinpath(f"data/model-{version}.toml")
    if not version.isalnum() or not file.is_file():
        raise InputError("input.missing-file", f"no model {version!r}")
    return read_model(file.read_text(encoding="utf-8"))


def with_rarity(model: Model, rarity: Rarity) -> Model:
    """Return the model as it weighs in lists where words are as rare as `rarity` says."""
    return replace(model, rarity=rarity)
