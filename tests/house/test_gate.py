"""Only the gate makes a clearance, and only one table says what may follow what."""

from __future__ import annotations

import ast

import pytest
from tests.house.source import module_name, place, python_files, tree


def calls_of(name: str, module: ast.Module) -> int:
    """Count the calls of a class by its name, however it was imported; a database row of that name is another class."""
    called = [ast.unparse(node.func) for node in ast.walk(module) if isinstance(node, ast.Call)]
    return sum(call.split(".")[-1] == name and call != f"models.{name}" for call in called)


def transitions(module: ast.Module) -> int:
    """Count the literal rows "from stage, to stage, role": that is what a transition looks like."""
    return sum(
        isinstance(node, ast.Tuple)
        and len(node.elts) >= 3
        and all(ast.unparse(part).startswith(("Stage.", "case.Stage.")) for part in node.elts[:2])
        and isinstance(node.elts[2], ast.Constant)
        for node in ast.walk(module)
    )


@pytest.mark.parametrize("path", python_files(), ids=place)
def test_only_the_gate_makes_a_clearance(path):
    may = module_name(path).startswith("homeward.screen") or module_name(path) == "homeward.web.rows"
    assert may or calls_of("Clearance", tree(path)) == 0


@pytest.mark.parametrize("path", python_files(), ids=place)
def test_only_one_table_names_transitions(path):
    may = module_name(path) == "homeward.case"
    assert may or calls_of("Transition", tree(path)) + transitions(tree(path)) == 0


def test_a_clearance_or_a_transition_elsewhere_is_found():
    assert calls_of("Clearance", ast.parse("import s\nx = s.Clearance(person='a')")) == 1
    assert transitions(ast.parse("EXTRA = [(Stage.WAITING, Stage.ARRIVED, 'border')]")) == 1
    assert transitions(ast.parse("shown = (Stage.WAITING, Stage.ARRIVED, Stage.LEFT)")) == 0
