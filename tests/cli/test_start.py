"""`homeward start` runs as its own process on a real folder: it makes an operation whole, or nothing at all."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
import tomllib
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from tests.house.source import ROOT

from homeward.cli.start import read_start
from homeward.errors import InputError

NOW = datetime(2025, 1, 30, 20, tzinfo=UTC)
EXAMPLE = ROOT / "docs/guide/start-example.toml"
CLEAN = {key: value for key, value in os.environ.items() if key != "DJANGO_SETTINGS_MODULE"}
LIST = "No.,Name,Sex,Date of birth,Nationality,Passport\n1,Abebe Example Test,M,1999-03-14,Ethiopian,EP1234567\n"
ANSWERS = (
    *("My operation", "", "Bridge 2", "many", "300", "", "", "North camp, South camp", ""),
    *("xyz", "eth", "", "New Delhi", "60", "tue", ""),
    *("Khin Example", "Border camp", "landlord", "camp_authority", "", ""),  # registrar; an unknown kind is asked again
    *("Khin Example", "", "", "", "", "", "Anna Example", "Joint desk", "authority", "", "", "", "", "", "", ""),
)


def homeward(*args: object, said: str = "") -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "homeward", *map(str, args)]
    return subprocess.run(command, input=said, capture_output=True, text=True, env=CLEAN, timeout=120)


def changed(tmp_path: Path, before: str, after: str) -> Path:
    text = EXAMPLE.read_text(encoding="utf-8")
    assert before in text
    (tmp_path / "start.toml").write_text(text.replace(before, after, 1), encoding="utf-8")
    return tmp_path / "start.toml"


def start(folder: Path, answers: Path, *more: object) -> subprocess.CompletedProcess[str]:
    return homeward("start", "--no-serve", "--json", "--data", folder, "--from", answers, *more)


def take_in_and_ask(folder: Path) -> subprocess.CompletedProcess[str]:
    (folder.parent / "list.csv").write_text(LIST, encoding="utf-8")
    for args in (
        ("intake", folder.parent / "list.csv", "--data", folder, "--as", "khin"),
        ("link", "--data", folder, "--as", "khin"),
    ):
        assert (done := homeward(*args)).returncode == 0, done.stderr
    return homeward("verify", "--data", folder, "--as", "anna")


def test_the_example_makes_an_operation_from_which_a_request_leaves(tmp_path):
    done = start(tmp_path / "op", EXAMPLE, "--key-file", tmp_path / "recovery.key")
    assert done.returncode == 0, done.stderr
    said = json.loads(done.stdout)
    assert (sorted(said["passwords"]), said["may_leave"]) == (["anna", "dao", "khin", "suda"], True)
    assert said["recovery_key"] == ""
    assert (tmp_path / "recovery.key").read_text(encoding="ascii").startswith("AGE-SECRET-KEY-")
    asked = take_in_and_ask(tmp_path / "op")
    assert asked.stdout.startswith("ETH: 1 person asked about"), asked.stderr
    assert len(list((tmp_path / "op/out/requests").iterdir())) == 1
    assert homeward("backup", tmp_path / "copy.age", "--data", tmp_path / "op").returncode == 0


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such modes")
def test_only_the_owner_may_read_what_was_made(tmp_path):
    assert start(tmp_path / "op", EXAMPLE, "--key-file", tmp_path / "recovery.key").returncode == 0
    for name in ("op", "op/homeward.db", "op/secret.key", "op/signing.key", "recovery.key"):
        assert not stat.S_IMODE((tmp_path / name).stat().st_mode) & 0o077, name


@pytest.mark.parametrize("before", ['kind = "ngo"\nroles = ["screening"]', 'roles = ["dpo"]'])
def test_nothing_leaves_while_the_camp_holds_protection_or_nobody_holds_data_protection(tmp_path, before):
    after = before.replace("ngo", "armed_group").replace("dpo", "admin")
    done = start(tmp_path / "op", changed(tmp_path, before, after))
    assert json.loads(done.stdout)["may_leave"] is False
    asked = take_in_and_ask(tmp_path / "op")
    assert (asked.returncode, "refused.held-by-one" in asked.stderr) == (3, True)
    assert list((tmp_path / "op/out").rglob("*.*")) == []


@pytest.mark.parametrize(
    ("before", "after", "says"),
    [
        ("[operation]", "[operation", "input.damaged"),
        ('name = "Border hand-over, example"', "", "column operation.name: the value breaks the rule"),
        ('username = "khin"', 'username = "anna"', "row 2, column account: this was done before"),
        ('roles = ["dpo"]', 'roles = ["queen"]', "row 4, column account"),
        (
            'organisation = "Protection team"\nkind = "ngo"',
            'organisation = "Border camp"\nkind = "ngo"',
            "known as camp",
        ),
        ('state = "KEN"', 'state = "KEM"', "row 2, column state"),
        (
            'crossing = "bridge-2"\n\n[[capacity.presence]]',
            'crossing = "b"\n\n[[capacity.presence]]',
            "no such crossing",
        ),
    ],
)
def test_an_answer_that_cannot_be_leaves_nothing_behind(tmp_path, before, after, says):
    answers = changed(tmp_path, before, after)
    done = start(tmp_path / "op", answers, "--key-file", tmp_path / "recovery.key")
    assert done.returncode in (2, 3) and says in done.stderr and "start.toml" in done.stderr, done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["start.toml"]


@pytest.mark.parametrize(
    ("before", "after", "says"),
    [
        ('"+06:30" ', '"half past" ', "expected an offset like"),
        ("base_date = 2025-02-01", 'base_date = "soon"', "column operation.base_date"),
        ("answer_days = 30", 'answer_days = "30"', "row 2, column mission.answer_days"),
        ("answer_days = 30", "answer_days = true", "row 2, column mission.answer_days"),
        ('place = "Bangkok"', "", r"row 2, column mission.place: .* \(the key is missing"),
        ('place = "Bangkok"', 'place = "Bangkok"\nphone = "1"', r"column mission.phone: .* \(unknown key"),
        ('kind = "camp_authority"', "", "row 2, column account.kind"),
        ("[capacity.horizon]", "[horizon]", r"column horizon: .* \(unknown table"),
        ("[operation]", "[[operation]]", "stands once"),
    ],
)
def test_an_answer_of_another_shape_is_refused_with_its_place(tmp_path, before, after, says):
    table = tomllib.loads(changed(tmp_path, before, after).read_text(encoding="utf-8"))
    with pytest.raises(InputError, match=says):
        read_start(table, now=NOW)


def test_a_folder_or_a_key_file_that_is_there_is_left_alone(tmp_path):
    (tmp_path / "op").mkdir()
    (tmp_path / "op/mine.txt").write_text("mine", encoding="utf-8")
    assert "refused.not-ours" in start(tmp_path / "op", EXAMPLE).stderr
    (tmp_path / "old.key").write_text("mine", encoding="utf-8")
    assert "refused.already" in start(tmp_path / "new", EXAMPLE, "--key-file", tmp_path / "old.key").stderr
    assert "refused.unsafe" in start(tmp_path / "new", EXAMPLE, "--key-file", tmp_path / "new/in.key").stderr
    assert sorted(str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*")) == ["old.key", "op", "op/mine.txt"]
    assert {(tmp_path / "old.key").read_text(), (tmp_path / "op/mine.txt").read_text()} == {"mine"}


def test_the_questions_make_the_same_operation(tmp_path):
    done = homeward("start", "--no-serve", "--data", tmp_path / "op", said="\n".join(ANSWERS) + "\n")
    assert done.returncode == 0, done.stdout + done.stderr
    for said in ("a whole number", "the word is no nationality that is known", "one of these words"):
        assert said in done.stdout
    assert "NOTHING CAN LEAVE YET" in done.stdout
    assert "khin-example " in done.stdout and "anna-example " in done.stdout


def test_answers_that_end_early_make_nothing(tmp_path):
    done = homeward("start", "--no-serve", "--data", tmp_path / "op", said="My operation\n")
    assert (done.returncode, list(tmp_path.iterdir())) == (2, [])


def test_what_is_left_out_has_its_usual_value():
    read = read_start({"operation": {"name": "One", "utc_offset": "-03:30"}}, now=NOW)
    operation = {"name": "One", "utc_offset": "-03:30", "offset_minutes": -210, "base_date": date(2025, 1, 30)}
    assert read == {"operation": operation, "account": [], "mission": [], "capacity": None}
    horizon = {"horizon": {"days": 90}}
    read = read_start({"operation": {"name": "Two", "utc_offset": "+06:30"}, "capacity": horizon}, now=NOW)
    assert read["operation"]["base_date"] == read["capacity"]["horizon"]["from"] == date(2025, 1, 31)
