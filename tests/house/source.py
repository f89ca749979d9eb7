"""What the house tests look at: the project's own files, and the rooms as the import contract names them."""

from __future__ import annotations

import ast
import os
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SRC = ROOT / "src" / "homeward"
SETTINGS = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
CONTRACTS = {contract["id"]: contract for contract in SETTINGS["tool"]["importlinter"]["contracts"]}
LAYERS = tuple(name.strip() for layer in CONTRACTS["corridor"]["layers"] for name in layer.split("|"))
GROUND = ("case", "ledger", "policy", "errors")
CORRIDOR = LAYERS[LAYERS.index("engines") + 1 : LAYERS.index("case")]
# The shell's rooms that are entered by module: a command, a scene of the demo, an action or a query of the app.
OPEN_ROOMS = ("cli", "demo", "web")
DOORS = ("render", "engines", *CORRIDOR)

_LEFT_ASIDE = {"__pycache__", "demo-data", "dist", "node_modules"}
_TEXT = {".py", ".md", ".toml", ".lock", ".txt", ".csv", ".html", ".css", ".js", ".json", ".yml", ".svg", ".sh", ""}


@cache
def project_files() -> tuple[Path, ...]:
    """Return every text file of the project, without what is generated or installed."""
    found = []
    for folder, names, files in os.walk(ROOT):
        names[:] = sorted(n for n in names if n == ".ci" or not (n in _LEFT_ASIDE or n[0] == "." or "egg-info" in n))
        found += [Path(folder, name) for name in sorted(files) if Path(name).suffix in _TEXT and name != ".git"]
    return tuple(found)


def python_files(folder: Path = SRC) -> tuple[Path, ...]:
    """Return the Python files under `folder`, migrations apart."""
    return tuple(path for path in sorted(folder.rglob("*.py")) if "migrations" not in path.parts)


def place(path: Path) -> str:
    """Return how a message names a file: from the project's folder, with forward slashes."""
    return path.relative_to(ROOT).as_posix()


@cache
def tree(path: Path) -> ast.Module:
    """Return the syntax tree of a Python file."""
    return ast.parse(path.read_text(encoding="utf-8"))


def module_name(path: Path) -> str:
    """Return the dotted name of a file under `src`."""
    parts = path.relative_to(SRC.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def functions(module: ast.Module) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Yield every function and method of a module, inner ones too."""
    for node in ast.walk(module):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node
