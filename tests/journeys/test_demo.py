"""The main job on realistic files, small: the whole story by one command, and what it must never leak."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from tests.demo.canaries import find_canaries

from homeward.engines import read_parquet

KEYS = {
    *("people", "home", "waiting", "people_true", "lists", "rows_read", "rows_left", "linked", "link_precision"),
    *("link_recall", "proposed", "propose_precision", "propose_recall", "confirmed", "held", "planned", "handed_over"),
    *("batches", "manifests", "statement_reconciles", "seconds"),
}
# Everybody that the demo plays signs with these; nothing that only a register holds may be among them.
PLAY = """
import sys
from pathlib import Path
from tests.demo.canaries import plant_canaries
from homeward.demo import files, story
written = files.write_registers
def planted(world, folder):
    registers = written(world, folder)
    known = frozenset(person.entry for person in world.people if person.entry)
    words = [sorted(plant_canaries(path, known=known)) for path in registers.values()]
    Path(sys.argv[2]).write_text("\\n".join(word for group in words for word in group), encoding="utf-8")
    return registers
files.write_registers = planted
story.play_through(Path(sys.argv[1]), seed=2, story="article", people=80, say=print)
"""


def run(*command: str) -> subprocess.CompletedProcess[str]:
    env = {key: value for key, value in os.environ.items() if key not in ("DJANGO_SETTINGS_MODULE", "HOMEWARD_DATA")}
    return subprocess.run([sys.executable, *command], capture_output=True, text=True, env=env, check=False)


def homeward(*args: str) -> subprocess.CompletedProcess[str]:
    return run("-m", "homeward", *args)


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, object]]:
    folder = tmp_path_factory.mktemp("demo") / "demo-data"
    done = homeward("demo", "--data", str(folder), "--no-serve", "--json", "--people", "60", "--seed", "5")
    assert done.returncode == 0, done.stderr
    return folder, json.loads(done.stdout.splitlines()[-1])


def test_the_story_ends_with_one_line_of_json(told: tuple[Path, dict[str, object]]) -> None:
    _, figures = told
    assert set(figures) >= KEYS
    assert figures["people_true"] == 60 and abs(figures["people"] - 60) <= 3
    assert figures["waiting"] == figures["people"] - figures["home"]
    assert figures["statement_reconciles"] is True
    assert figures["lists"] == 5 and figures["rows_read"] > 60
    assert figures["manifests"] >= 1 and figures["handed_over"] > 0
    assert figures["link_precision"] >= 0.95 and figures["propose_precision"] >= 0.9


def test_what_is_kept_is_proved(told: tuple[Path, dict[str, object]]) -> None:
    folder, _ = told
    checked = homeward("ledger", "check", "--data", str(folder), "--json")
    assert checked.returncode == 0 and json.loads(checked.stdout)["is_whole"] is True
    assert {path.suffix for path in (folder / "out" / "manifests").iterdir()} == {".pdf", ".csv", ".xlsx"}
    assert (folder / "in" / "bgf-list.xlsx").is_file()


def test_the_same_file_again_changes_nothing(told: tuple[Path, dict[str, object]]) -> None:
    folder, _ = told
    before = json.loads(homeward("ledger", "check", "--data", str(folder), "--json").stdout)
    args = ("--list-id", "bgf-list", "--leave", "--data", str(folder), "--as", "registrar", "--json")
    again = homeward("intake", str(folder / "in" / "bgf-list.xlsx"), *args)
    assert again.returncode == 0, again.stderr
    assert json.loads(again.stdout)["was_known"] is True
    assert json.loads(homeward("ledger", "check", "--data", str(folder), "--json").stdout) == before


def test_a_role_that_may_not_is_refused_by_exit_code(told: tuple[Path, dict[str, object]]) -> None:
    folder, _ = told
    assert homeward("plan", "--data", str(folder), "--as", "registrar").returncode == 3


def test_a_folder_that_the_demo_did_not_make_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine", encoding="utf-8")
    refused = homeward("demo", "--data", str(tmp_path), "--no-serve")
    assert refused.returncode == 3 and "refused.not-ours" in refused.stderr
    assert (tmp_path / "mine.txt").read_text(encoding="utf-8") == "mine"


def test_nothing_of_a_register_reaches_the_operation(tmp_path: Path) -> None:
    folder, words = tmp_path / "demo", tmp_path / "canaries.txt"
    played = run("-c", PLAY, str(folder), str(words))
    assert played.returncode == 0, played.stderr
    canaries = frozenset(words.read_text(encoding="utf-8").split())
    assert len(canaries) > 100
    # The search works: the registers themselves are full of them.
    assert find_canaries(folder / "outside" / "desks", canaries)
    for part in ("in", "out"):
        assert find_canaries(folder / part, canaries) == []
    assert find_canaries_in_file(folder / "homeward.db", canaries) == []


def find_canaries_in_file(path: Path, canaries: frozenset[str]) -> list[str]:
    text = path.read_bytes().decode("utf-8", "ignore")
    return [word for word in canaries if word in text]


def test_the_demo_keeps_the_truth_outside(told: tuple[Path, dict[str, object]]) -> None:
    folder, _ = told
    people = read_parquet(folder / "outside" / "truth" / "people.parquet")["person"]
    kept = (folder / "homeward.db").read_bytes()
    assert not any(str(person).encode() in kept for person in people)
