"""Situations and releases as the JSON that a statement's row keeps, and back."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from typing import Any

from homeward.report import Band, Measure, Release, Scope, Situation, Table

PARTS = ("handed_over", "newly_identified", "identified", "sent_home", "side_exits", "remaining")


def situation_to_json(situation: Situation) -> dict[str, Any]:
    """Return the exact figures of a day as JSON; they stay inside."""
    tables = {name: _plain(getattr(situation, name)) for name in PARTS}
    return {**tables, "crossing": situation.crossing}


def situation_of(content: dict[str, Any]) -> Situation:
    """Return the exact figures of a day from their JSON."""
    tables = {
        name: Table(
            scope=_scope(content[name]["scope"]),
            total=content[name]["total"],
            cells=tuple((label, count) for label, count in content[name]["cells"]),
        )
        for name in PARTS
    }
    return Situation(**tables, crossing=content["crossing"])


def release_to_json(release: Release) -> dict[str, Any]:
    """Return what was published as JSON."""
    return _plain(release)


def release_of(content: dict[str, Any]) -> Release:
    """Return what was published from its JSON."""
    return Release(
        scope=_scope(content["scope"]),
        total=Band(**content["total"]),
        cells=tuple((label, Band(**band)) for label, band in content["cells"]),
        other=Band(**content["other"]) if content["other"] else None,
        base=content["base"],
        checks=tuple(content["checks"]),
    )


def _plain(value: Table | Release) -> dict[str, Any]:
    table: dict[str, Any] = asdict(value)
    scope = table["scope"]
    table["scope"] = {**scope, "since": scope["since"].isoformat(), "as_of": scope["as_of"].isoformat()}
    return table


def _scope(content: dict[str, Any]) -> Scope:
    return Scope(
        measure=Measure(content["measure"]),
        definition=content["definition"],
        since=date.fromisoformat(content["since"]),
        as_of=date.fromisoformat(content["as_of"]),
        sources=tuple(content["sources"]),
        cut_off=content["cut_off"],
        unit=content["unit"],
        revision=content.get("revision", 0),
    )
