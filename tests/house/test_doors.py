"""A room is entered by its door; the corridor is pure; a desk runs without the web app.

Doors (every room of the corridor, `engines` and `render`): another room imports `homeward.ROOM` and names that the
door lists in `__all__`, nothing deeper; only `engines` may go past the doors of `match` and `record`. Files inside
such a room import their siblings by full path and never their own door. The shell's `cli`, `demo` and `web` are
entered by module; of `web`, other rooms may enter only the places in `WEB_ENTRANCES`.
"""

from __future__ import annotations

import ast
import importlib
import subprocess
import sys
from collections.abc import Iterator

import pytest
from tests.house.source import CORRIDOR, DOORS, GROUND, SRC, module_name, place, python_files, tree

PAST_THE_DOOR = {("engines", "match"), ("engines", "record")}
WEB_ENTRANCES = ("actions", "queries", "backup", "chain", "lan", "operation", "permissions", "server")
ROOMS_WITH_DOORS = tuple(room for room in DOORS if (SRC / room / "__init__.py").exists())

# Pure means: the clock, chance, the network, the settings and other programs are not asked.
IMPURE_MODULES = {"django", "http", "requests", "socket", "sqlite3", "subprocess", "urllib"}
IMPURE_CALLS = {
    *("date.today", "datetime.now", "datetime.today", "datetime.utcnow", "time.time", "time.localtime"),
    *("os.getenv", "os.environ", "random.random", "random.choice", "random.shuffle", "random.randint", "random.seed"),
    *("uuid.uuid4", "uuid.uuid1"),
}


def imports(module: ast.Module) -> Iterator[tuple[str, str]]:
    """Yield (module, name) of every import, deep or late; name is empty for a plain `import`."""
    for node in ast.walk(module):
        if isinstance(node, ast.Import):
            yield from ((alias.name, "") for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield from ((node.module, alias.name) for alias in node.names)


def door_names(room: str) -> set[str]:
    """Return what a door lists, read without running it; a room without a door offers nothing."""
    if not (SRC / room / "__init__.py").exists():
        return set()
    for node in tree(SRC / room / "__init__.py").body:
        if isinstance(node, ast.Assign) and any(getattr(target, "id", "") == "__all__" for target in node.targets):
            return set(ast.literal_eval(node.value))
    return set()


def wrong_entrances(importer: str, module: ast.Module) -> list[str]:
    """Return what `importer` (a dotted module name) imports past a door, or by its own door."""
    own = importer.split(".")[1] if "." in importer else ""
    return [f"{where} {name}".strip() for where, name in imports(module) if is_wrong(importer, own, where, name)]


def is_wrong(importer: str, own: str, where: str, name: str) -> bool:
    if where == "homeward" and name in (*DOORS, "web"):
        where, name = f"homeward.{name}", ""
    parts = where.split(".")
    if parts[0] != "homeward" or len(parts) < 2:
        return False
    room, deeper = parts[1], parts[2:] or [name]
    if room == "web" and own != "web":
        return deeper[0] not in WEB_ENTRANCES
    if room not in DOORS:
        return False
    if room == own:
        return len(parts) == 2 and importer != f"homeward.{room}"
    if (own, room) in PAST_THE_DOOR:
        return False
    return len(parts) > 2 or (name != "" and name not in door_names(room))


@pytest.mark.parametrize("path", python_files(), ids=place)
def test_rooms_are_entered_by_their_doors(path):
    assert wrong_entrances(module_name(path), tree(path)) == []


@pytest.mark.parametrize(
    ("importer", "line"),
    [
        ("homeward.screen.gate", "from homeward.verify.answer import Answer"),
        ("homeward.screen.gate", "from homeward.verify import no_such_name"),
        ("homeward.screen.gate", "import homeward.verify.answer"),
        ("homeward.verify.answer", "from homeward.verify import Request"),
        ("homeward.verify.answer", "from homeward import verify"),
        ("homeward.cli.steps", "from homeward.web import models"),
        ("homeward.cli.steps", "from homeward.web.views.people import show"),
        ("homeward.engines.embedded", "from homeward.verify.answer import Answer"),
        ("homeward.web.views.people", "def late():\n    from homeward.plan.solve import solve"),
    ],
)
def test_a_wrong_entrance_is_found(importer, line):
    assert len(wrong_entrances(importer, ast.parse(line))) == 1


@pytest.mark.parametrize(
    ("importer", "line"),
    [
        ("homeward.screen.gate", "from homeward.verify import Request"),
        ("homeward.verify.answer", "from homeward.verify.request import Request"),
        ("homeward.verify", "from homeward.verify.request import Request"),
        ("homeward.engines.embedded", "from homeward.match.weigh import weigh"),
        ("homeward.cli.steps", "from homeward.web.actions import lists"),
        ("homeward.web.views.people", "from homeward.web import models"),
        ("homeward.screen.gate", "from homeward.errors import Refused"),
    ],
)
def test_a_right_entrance_is_let_through(importer, line):
    assert wrong_entrances(importer, ast.parse(line)) == []


@pytest.mark.parametrize("room", ROOMS_WITH_DOORS)
def test_a_door_holds_what_it_lists(room):
    door = importlib.import_module(f"homeward.{room}")
    assert door.__all__, "a door lists its public names in __all__"
    assert [name for name in door.__all__ if not hasattr(door, name)] == []
    assert len(set(door.__all__)) == len(door.__all__)


def impurities(module: ast.Module) -> list[str]:
    """Return the impure modules and calls that a file names."""
    found = [where for where, _ in imports(module) if where.split(".")[0] in IMPURE_MODULES]
    for node in ast.walk(module):
        if isinstance(node, ast.Attribute):
            dotted = ".".join(ast.unparse(node).split(".")[-2:])
            found += [dotted] if dotted in IMPURE_CALLS else []
    return found


def corridor_files() -> list:
    return [path for path in python_files() if module_name(path).split(".")[1:2] and is_in_corridor(module_name(path))]


def is_in_corridor(module: str) -> bool:
    return module.split(".")[1] in (*CORRIDOR, *GROUND)


@pytest.mark.parametrize("path", corridor_files(), ids=place)
def test_the_corridor_is_pure(path):
    assert impurities(tree(path)) == []


@pytest.mark.parametrize(
    "line",
    ["import datetime as d\nd.datetime.now()", "from urllib.request import urlopen", "import os\nos.environ['HOME']"],
)
def test_an_impurity_is_found(line):
    assert impurities(ast.parse(line)) != []


def test_a_desk_never_loads_the_web_app():
    script = (
        "import sys\n"
        "from homeward.cli.main import build_parser\n"
        "build_parser(('desk',))\n"
        "assert 'homeward.cli.desk' in sys.modules\n"
        "print([m for m in sys.modules if m.startswith('homeward.web') or m.split('.')[0] == 'django'])\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, encoding="utf-8")
    assert (done.returncode, done.stdout.strip()) == (0, "[]"), done.stderr
