"""Closes a run of the house tests with the grain: a report, not a gate."""

from __future__ import annotations

import statistics

import pytest
from tests.house.source import SRC, functions, python_files, tree


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    lengths = sorted((f.end_lineno or 0) - f.lineno + 1 for path in python_files() for f in functions(tree(path)))
    lines = sum(path.read_text(encoding="utf-8").count("\n") for path in python_files(SRC))
    terminalreporter.line(
        f"grain: {lines} lines in src; {len(lengths)} functions, median {statistics.median(lengths):.0f} lines, "
        f"90 % up to {lengths[int(0.9 * len(lengths))]}, longest {lengths[-1]}"
    )
