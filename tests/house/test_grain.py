"""Functions and files stay small enough to read, and the whole small enough to know."""

from __future__ import annotations

import ast

import pytest
from tests.house.source import functions, place, python_files, tree

FUNCTION_LINES = 60
FILE_LINES = 400
SOURCE_LINES = 30_400  # docs/decisions/0016-size.md


def length(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    return (function.end_lineno or function.lineno) - function.lineno + 1


def line_count(path) -> int:
    return path.read_text(encoding="utf-8").count("\n")


@pytest.mark.parametrize("path", python_files(), ids=place)
def test_no_function_and_no_file_is_too_long(path):
    assert [f"{f.name} ({length(f)})" for f in functions(tree(path)) if length(f) > FUNCTION_LINES] == []
    assert line_count(path) <= FILE_LINES


def test_a_function_is_measured_from_its_name_to_its_last_line():
    (function,) = functions(ast.parse("@mark\ndef f():\n    a = 1\n    return a\n"))
    assert length(function) == 3


def test_the_whole_stays_within_its_budget():
    assert sum(line_count(path) for path in python_files()) <= SOURCE_LINES
