"""Every public class has its place in the glossary."""

from __future__ import annotations

import ast
import importlib
import inspect

from tests.house.source import GROUND, ROOT, SRC, tree
from tests.house.test_doors import ROOMS_WITH_DOORS

GLOSSARY = ROOT / "docs" / "glossary.md"


def public_classes() -> dict[str, str]:
    """Return the classes that doors and ground files offer, each with where it stands."""
    found = {}
    for room in ROOMS_WITH_DOORS:
        door = importlib.import_module(f"homeward.{room}")
        found |= {name: room for name in door.__all__ if inspect.isclass(getattr(door, name))}
    for name in GROUND:
        classes = (node for node in tree(SRC / f"{name}.py").body if isinstance(node, ast.ClassDef))
        found |= {node.name: name for node in classes if not node.name.startswith("_")}
    return found


def test_every_public_class_is_in_the_glossary():
    text = GLOSSARY.read_text(encoding="utf-8")
    assert {f"{room}: {name}" for name, room in public_classes().items() if f"`{name}`" not in text} == set()


def test_the_glossary_names_no_class_that_is_gone():
    table = GLOSSARY.read_text(encoding="utf-8").split("## Classes", 1)[1]
    named = {line.split("`")[1] for line in table.splitlines() if line.startswith("| `")}
    assert named - set(public_classes()) == set()
