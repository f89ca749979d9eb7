from __future__ import annotations

import csv
import json
import tomllib

import pytest

from homeward.cli.main import build_parser
from homeward.cli.planning import run
from homeward.errors import HomewardError
from homeward.plan import Capacity, find_violations, problem_from_rows, problem_to_json, result_from_json

CAPACITY = """
[horizon]
from = 2025-03-03
days = 14
[[crossing]]
id = "bridge-2"
name = "Friendship Bridge No. 2"
cap = 12
weekdays = ["mon", "tue", "wed", "thu", "fri"]
[[site]]
id = "kkp"
crossing = "bridge-2"
[[presence]]
nationality = "ETH"
crossing = "bridge-2"
dates = [2025-03-04, 2025-03-11]
quota = 10
[[presence]]
nationality = "VNM"
crossing = "bridge-2"
weekdays = ["mon", "thu"]
[[carrier]]
id = "bus"
kind = "bus"
crossing = "bridge-2"
seats = 6
vehicles = 2
"""


@pytest.fixture
def files(tmp_path):
    """Thirty people: 14 Ethiopians (two in a group), 15 Vietnamese, one whose state sends nobody."""
    (tmp_path / "capacity.toml").write_text(CAPACITY, encoding="utf-8")
    rows = [
        {"id": f"p{n}", "nationality": "Ethiopia" if n < 14 else "VNM", "site": "kkp", "ready_on": "2025-03-01",
         "group": "pair" if n < 2 else "", "weight": "3" if n == 5 else ""}
        for n in range(29)
    ]  # fmt: skip
    rows.append({"id": "alone", "nationality": "NPL", "site": "kkp", "ready_on": "2025-03-01"})
    with (tmp_path / "people.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, ["id", "nationality", "site", "ready_on", "group", "weight"])
        writer.writeheader()
        writer.writerows(rows)
    return tmp_path


def call(*arguments):
    args = build_parser(("planning",)).parse_args(["plan", *map(str, arguments)])
    return run(args)


def test_people_and_slots_become_a_plan(files, capfd):
    plan = files / "plan.json"
    code = call(
        files / "people.csv", "--capacity", files / "capacity.toml", "-o", plan, "--announced", 100, "--json",
        "--explain", "alone",
    )  # fmt: skip
    out = capfd.readouterr().out
    assert code == 0
    assert out.count("\n") == 1
    said = json.loads(out)
    assert (said["people"], said["planned"], said["unplanned"], said["feasible"]) == (30, 29, 1, True)
    assert said["gap"] <= 0.001
    assert said["bound"] <= said["cost"] <= said["first_come"]["cost"]
    assert (said["days"], said["ours"]["last_day"]) == (4, "2025-03-11")
    assert said["unlisted"].startswith("estimate, not a plan: 100 announced, 30 listed")
    assert "no official of Nepal at the crossing" in said["why"][0]
    result = result_from_json(json.loads(plan.read_text(encoding="utf-8")))
    with (files / "people.csv").open(encoding="utf-8") as file:
        problem = problem_from_rows(csv.DictReader(file), capacity=Capacity.from_table(tomllib.loads(CAPACITY)))
    assert find_violations(problem, result) == ()
    (files / "problem.json").write_text(json.dumps(problem_to_json(problem)), encoding="utf-8")
    assert call(files / "problem.json", "--json") == 0
    assert json.loads(capfd.readouterr().out)["cost"] == said["cost"]


def test_people_read_the_plan_beside_first_come_first_served(files, capsys):
    assert call(files / "people.csv", "--capacity", files / "capacity.toml") == 0
    out = capsys.readouterr().out
    assert "29 of 30 people have a day (4 batches), 1 without one in this horizon." in out
    assert "first come" in out
    assert "2025-03-03 to 2025-03-09: 25 people in 3 batches, 35 places left" in out


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ((), "input.usage"),
        (("people.csv",), "input.usage"),
        (("gone.csv", "--capacity", "capacity.toml"), "input.missing-file"),
        (("people.csv", "--capacity", "people.csv"), "input.damaged"),
        (("people.csv", "--capacity", "capacity.toml", "--explain", "x"), "input.usage"),
        (("people.csv", "--capacity", "capacity.toml", "--everyone"), "infeasible.no-plan"),
        (("--data", "."), "input.usage"),
    ],
)
def test_a_wrong_call_says_what_is_wrong(files, monkeypatch, arguments, code):
    monkeypatch.chdir(files)
    with pytest.raises(HomewardError) as caught:
        call(*arguments)
    assert caught.value.code == code


def test_a_broken_problem_file_is_named(files):
    (files / "problem.json").write_text("{", encoding="utf-8")
    with pytest.raises(HomewardError, match="the file is damaged"):
        call(files / "problem.json")
