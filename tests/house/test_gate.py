"""Only the gate makes a clearance, and only one table says what may follow what."""

from __future__ import annotations

import ast

import pytest
from tests.house.source import module_name, place, python_files, tree


def calls_of(name: str, module: ast.Module) -> int:
    """Count the calls of a class by its name, however it was imported."""
    return sum(
        isinstance(node, ast.Call) and ast.unparse(node.func).split(".")[-1] == name for node in ast.walk(module)
    )


def stage_pairs(module: ast.Module) -> int:
    """Count literal pairs of two stages: that is what a transition looks like."""
    return sum(
        isinstance(node, ast.Tuple)
        and len(node.elts) >= 2
        and all(ast.unparse(part).startswith(("Stage.", "case.Stage.", "_S.")) for part in node.elts[:2])
        and any(not ast.unparse(part).startswith(("Stage.", "case.Stage.", "_S.")) for part in node.elts[2:])
        for node in ast.walk(module)
    )


@pytest.mark.parametrize("path", python_files(), ids=place)
def test_only_the_gate_makes_a_clearance(path):
    may = module_name(path).startswith("homeward.screen") or module_name(path) == "homeward.web.rows"
    assert may or calls_of("Clearance", tree(path)) == 0


@pytest.mark.parametrize("path", python_files(), ids=place)
def test_only_one_table_names_transitions(path):
    may = module_name(path) == "homeward.case"
    assert may or calls_of("Transition", tree(path)) + stage_pairs(tree(path)) == 0


def test_a_clearance_or_a_transition_elsewhere_is_found():
    assert calls_of("Clearance", ast.parse("import s\nx = s.Clearance(person='a')")) == 1
    assert stage_pairs(ast.parse("EXTRA = [(Stage.WAITING, Stage.ARRIVED, 'border')]")) == 1
    assert stage_pairs(ast.parse("shown = (Stage.WAITING, Stage.ARRIVED, Stage.LEFT)")) == 0
