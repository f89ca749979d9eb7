"""Every public class has its place in the glossary."""

from __future__ import annotations

import ast
import importlib
import inspect

from tests.house.source import GROUND, ROOT, SRC, tree
from tests.house.test_doors import ROOMS_WITH_DOORS

GLOSSARY = ROOT / "docs" / "glossary.md"


def public_classes() -> set[str]:
    """Return the classes that doors and ground files offer, as the glossary's table begins their rows."""
    found = set()
    for room in ROOMS_WITH_DOORS:
        door = importlib.import_module(f"homeward.{room}")
        found |= {(name, room) for name in door.__all__ if inspect.isclass(getattr(door, name))}
    for name in GROUND:
        classes = (node for node in tree(SRC / f"{name}.py").body if isinstance(node, ast.ClassDef))
        found |= {(node.name, name) for node in classes if not node.name.startswith("_")}
    return {f"| `{name}` | {room} |" for name, room in found}


def glossary_rows() -> set[str]:
    table = GLOSSARY.read_text(encoding="utf-8").split("## Classes", 1)[1]
    return {"|".join(line.split("|")[:3]) + "|" for line in table.splitlines() if line.startswith("| `")}


def test_every_public_class_is_in_the_glossary():
    assert public_classes() - glossary_rows() == set()


def test_the_glossary_names_no_class_that_is_gone():
    assert glossary_rows() - public_classes() == set()
