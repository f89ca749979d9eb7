"""The model: how many bits each level of agreement is worth, frozen in a versioned file."""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from importlib import resources

from homeward.errors import InputError
from homeward.match.rarity import NOTHING_COUNTED, Rarity


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    """Weights in bits by attribute and level. `family` is what a level is worth for two close relatives.

    `together` is how much of what a nationality says is said again by each word of an attribute that agrees,
    `calibration` bends probabilities to what judgements said of them, `fit` tells how a fitted model came to be.
    """

    version: str
    digest: str
    weights: Mapping[str, Mapping[str, float]]
    family: Mapping[str, Mapping[str, float]]
    prior: Mapping[str, float]
    name: Mapping[str, float]
    scripts: Mapping[str, float]
    together: Mapping[str, float] = field(default_factory=dict)
    calibration: Mapping[str, float] = field(default_factory=dict)
    fit: Mapping[str, float | str] = field(default_factory=dict)
    rarity: Rarity = NOTHING_COUNTED


_NEEDED = {"version", "prior", "name", "scripts", "weights", "family"}


def read_model(text: str) -> Model:
    """Read a model from TOML text, or refuse where a table is missing or unknown."""
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        raise InputError("input.damaged", "a model is a TOML file") from None
    if not _NEEDED <= set(table) <= _NEEDED | {"together", "calibration", "fit"}:
        raise InputError(
            "input.bad-value", f"model tables: {', '.join(sorted(_NEEDED))}, and together, calibration, fit"
        )
    digest = hashlib.sha256(text.encode()).hexdigest()[:16]
    return Model(digest=digest, **table)


def write_model(model: Model) -> str:
    """Return the TOML text that `read_model` reads; the same model always gives the same text."""
    tables: dict[str, Mapping[str, float | str]] = {
        "fit": model.fit, "prior": model.prior, "name": model.name, "scripts": model.scripts,
        "together": model.together, "calibration": model.calibration,
        **{f"weights.{attribute}": table for attribute, table in model.weights.items()},
        **{f"family.{attribute}": table for attribute, table in model.family.items()},
    }  # fmt: skip
    lines = [f'version = "{model.version}"']
    for name, table in tables.items():
        if table:
            lines += ["", f"[{name}]", *(f"{key} = {_toml(value)}" for key, value in table.items())]
    return "\n".join(lines) + "\n"


def _toml(value: float | str) -> str:
    if isinstance(value, str):
        return f'"{value}"'
    return str(value) if isinstance(value, int) else repr(round(float(value), 6))


@lru_cache(maxsize=8)
def load_model(version: str = "3") -> Model:
    """Return the frozen model of that version; raises where no such model ships. New decisions use the default."""
    file = resources.files("homeward.match").joinpath(f"data/model-{version}.toml")
    if not version.isalnum() or not file.is_file():
        raise InputError("input.missing-file", f"no model {version!r}")
    return read_model(file.read_text(encoding="utf-8"))


def with_rarity(model: Model, rarity: Rarity) -> Model:
    """Return the model as it weighs in lists where words are as rare as `rarity` says."""
    return replace(model, rarity=rarity)
