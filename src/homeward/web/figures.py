"""Situations and releases as the JSON that a statement's row keeps, and back."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import date
from typing import Any

from homeward.report import Band, Measure, Release, Scope, Situation, Table

PARTS = ("handed_over", "newly_identified", "identified", "sent_home", "side_exits", "remaining")


def situation_to_json(situation: Situation) -> dict[str, Any]:
    """Return the exact figures of a day as JSON; they stay inside."""
    tables = {name: to_json(getattr(situation, name)) for name in PARTS}
    return {**tables, "crossing": situation.crossing}


def situation_of(content: dict[str, Any]) -> Situation:
    """Return the exact figures of a day from their JSON."""
    tables = {name: Table(**_with_scope(content[name], cells=content[name]["cells"])) for name in PARTS}
    return Situation(**tables, crossing=content["crossing"])


def to_json(figures: Table | Release) -> dict[str, Any]:
    """Return a table, or what was published of one, as JSON."""
    table: dict[str, Any] = asdict(figures)
    scope = table["scope"]
    return {**table, "scope": {**scope, "since": scope["since"].isoformat(), "as_of": scope["as_of"].isoformat()}}


def release_of(content: dict[str, Any]) -> Release:
    """Return what was published from its JSON."""
    bands = {name: Band(**content[name]) if content[name] else None for name in ("total", "other")}
    cells = [(label, Band(**band)) for label, band in content["cells"]]
    return Release(**{**_with_scope(content, cells=cells), **bands, "checks": tuple(content["checks"])})


def _with_scope(content: dict[str, Any], *, cells: Iterable[Sequence[object]]) -> dict[str, Any]:
    scope = content["scope"]
    days = {name: date.fromisoformat(scope[name]) for name in ("since", "as_of")}
    words = {"measure": Measure(scope["measure"]), "sources": tuple(scope["sources"])}
    return {**content, "scope": Scope(**{**scope, **days, **words}), "cells": tuple(tuple(cell) for cell in cells)}
