"""Every import contract is broken once on purpose, in a bare copy of the house, and is seen to be caught."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from tests.house.source import CONTRACTS, LAYERS, ROOT

# What every contract allows, so that the bare house is not merely empty.
ALLOWED = {
    "cli/inside.py": "from homeward.web.actions import inside\nfrom homeward.plan import inside as planned\n",
    "web/actions/inside.py": "import django\nfrom homeward.web import models\nfrom homeward import ledger\n",
    "web/models.py": "import django.db\n",
    "engines/inside.py": "import duckdb\nimport pyspark\nfrom homeward.match import inside\n",
    "plan/inside.py": "import highspy\nfrom homeward.case import stages\n",
    "report/inside.py": "import highspy\n",
    "intake/inside.py": "import homeward.intake.other\n",
    "intake/other.py": "",
    "case.py": "from homeward.errors import Refused\n",
}
# One bad change each: contract, file, what is added to it.
BREAKS = {
    "against the order": ("corridor", "plan/inside.py", "from homeward.handover import inside\n"),
    "against the order, for types only": (
        "corridor",
        "screen/inside.py",
        "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from homeward.web import rows\n",
    ),
    "inside a function": ("corridor", "match/inside.py", "def late():\n    import homeward.render\n"),
    "between grounds": ("corridor", "ledger.py", "import homeward.policy\n"),
    "a room nobody drew": ("corridor", "misc/__init__.py", ""),
    "in a circle": ("cycles", "intake/other.py", "import homeward.intake.inside\n"),
    "models from a view": ("models", "web/views/inside.py", "from homeward.web.models import Person\n"),
    "Django in a command": ("django", "cli/inside.py", "from django.db import transaction\n"),
    "DuckDB in matching": ("engines", "match/inside.py", "import duckdb\n"),
    "Spark in a command": ("engines", "cli/inside.py", "import pyspark.sql\n"),
    "the solver at the gate": ("solver", "screen/inside.py", "import highspy\n"),
}


def build_bare_house(folder: Path) -> None:
    shutil.copy(ROOT / "pyproject.toml", folder)
    for name in LAYERS:
        if name in ("case", "ledger", "policy", "errors", "__main__"):
            write(folder, f"{name}.py", "")
        else:
            write(folder, f"{name}/__init__.py", "")
            write(folder, f"{name}/inside.py", "")
    for part in ("actions", "queries", "views", "migrations"):
        write(folder, f"web/{part}/__init__.py", "")
    for part in ("__init__.py", "web/rows.py", "web/models.py", "web/views/inside.py"):
        write(folder, part, "")
    for path, text in ALLOWED.items():
        write(folder, path, text)


def write(folder: Path, path: str, text: str) -> None:
    target = folder / "homeward" / path
    target.parent.mkdir(parents=True, exist_ok=True)
    with target.open("a", encoding="utf-8") as file:
        file.write(text)


def broken_contracts(folder: Path) -> set[str]:
    """Run the real import-linter with the project's own contracts on the house in `folder`."""
    linter = [sys.executable, "-c", "from importlinter.cli import lint_imports_command; lint_imports_command()"]
    plain = {**os.environ, "NO_COLOR": "1", "COLUMNS": "200", "PYTHONUTF8": "1"}
    done = subprocess.run(
        [*linter, "--no-cache", "--no-logo"], cwd=folder, env=plain, capture_output=True, encoding="utf-8"
    )
    broken = set(re.findall(r"^(.+) BROKEN\b", done.stdout, re.MULTILINE))
    assert (done.returncode == 1) == bool(broken), done.stdout + done.stderr
    return {name for name, contract in CONTRACTS.items() if contract["name"] in broken}


def test_the_bare_house_keeps_every_contract(tmp_path):
    build_bare_house(tmp_path)
    assert broken_contracts(tmp_path) == set()


@pytest.mark.parametrize(("contract", "path", "text"), BREAKS.values(), ids=BREAKS)
def test_a_bad_import_is_caught(tmp_path, contract, path, text):
    build_bare_house(tmp_path)
    write(tmp_path, path, text)
    assert broken_contracts(tmp_path) == {contract}


def test_every_contract_is_broken_here():
    assert {contract for contract, _, _ in BREAKS.values()} == set(CONTRACTS)
