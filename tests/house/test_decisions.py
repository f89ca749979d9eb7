"""Decisions are short and numbered, and every runtime dependency has its reason in one."""

from __future__ import annotations

import re

import pytest
from tests.house.source import ROOT, SETTINGS, place

DECISIONS = sorted((ROOT / "docs" / "decisions").glob("*.md"))


@pytest.mark.parametrize("path", DECISIONS, ids=place)
def test_a_decision_is_short(path):
    lines = path.read_text(encoding="utf-8").splitlines()
    assert len(lines) <= 25
    assert re.fullmatch(r"# \d{4} .+", lines[0])
    assert lines[0].split()[1] == path.name[:4]


def test_no_two_decisions_share_a_number():
    numbers = [path.name[:4] for path in DECISIONS]
    assert numbers and len(numbers) == len(set(numbers))


def test_every_runtime_dependency_has_its_reason():
    text = (ROOT / "docs" / "decisions" / "0002-runtime-dependencies.md").read_text(encoding="utf-8")
    asked = {re.split(r"[<>=\[; ]", wish)[0] for wish in SETTINGS["project"]["dependencies"]}
    assert {name for name in asked if f"`{name}`" not in text} == set()
