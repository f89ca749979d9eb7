"""The picture of the house in the README is the house."""

from __future__ import annotations

import re

from tests.house.source import ROOT, SRC

BRANCH = re.compile(r"^(?P<depth>[│ ]*)[├└]── (?P<names>[^ ].*?)(?:  .*)?$")


def picture() -> list[str]:
    """Return the lines of the fenced block that shows `src/homeward/`."""
    blocks = re.findall(r"^```\w*\n(.*?)^```", (ROOT / "README.md").read_text(encoding="utf-8"), re.DOTALL | re.M)
    (block,) = [block for block in blocks if "src/homeward/" in block]
    return block.splitlines()


def branches(lines: list[str]) -> tuple[list[str], list[str]]:
    """Return the names at the top of the picture, and those inside `src/homeward/`."""
    found = [match for line in lines if (match := BRANCH.match(line))]
    top = [match["names"] for match in found if not match["depth"]]
    return top, [match["names"] for match in found if match["depth"]]


def test_the_picture_shows_every_room_and_no_other():
    _, inside = branches(picture())
    rooms = {f"{path.name}/" for path in SRC.iterdir() if any(path.glob("*.py"))}
    ground = {path.name for path in SRC.glob("*.py") if not path.name.startswith("__")}
    assert set(inside) == rooms | ground
    assert len(inside) == len(set(inside))


def test_what_the_picture_names_is_there():
    top, _ = branches(picture())
    assert top
    assert [name for name in top if not (ROOT / name).exists()] == []


def test_a_room_that_is_missing_is_seen():
    top, inside = branches(
        ["├── src/homeward/", "│   ├── cli/     files in, files out", "│   └── errors.py  codes", "└── docs/"]
    )
    assert (top, inside) == (["src/homeward/", "docs/"], ["cli/", "errors.py"])
