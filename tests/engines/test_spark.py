"""The distributed engine where its input differs: folders of parts, an index, what is refused, and as a command."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from bench.match.world import write_world

from homeward.engines import (
    propose,
    propose_spark,
    read_table,
    to_records,
    write_csv,
    write_index,
    write_parquet,
)  # fmt: skip
from homeward.errors import InputError
from homeward.match import load_model
from homeward.policy import standard_policy

# Spark leaves the socket of an encrypted broadcast to Python's own tidying.
pytestmark = [pytest.mark.spark, pytest.mark.filterwarnings("ignore:unclosed <socket:ResourceWarning")]
HOW = {"model": load_model(), "policy": standard_policy()}
ROWS = {"id": ["a", "b"], "name": ["Maria Santos", "Jun Reyes"]}


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    folder = tmp_path_factory.mktemp("world")
    write_world(folder, rows=30_000, claims=300, seed=11)
    return folder


def claims_of(folder: Path):
    return to_records(read_table(folder / "claims.parquet"), list_id="claims", file="claims.parquet")


def write_parts(folder: Path, columns: dict[str, list], *, parts: int) -> Path:
    folder.mkdir()
    for part in range(parts):
        write_parquet(folder / f"part-{part}.parquet", {name: column[part::parts] for name, column in columns.items()})
    return folder


def test_a_register_in_parts_is_asked_as_one(world, session):
    """More entries than are all weighed, so keys, counts over all parts and the choice among many are needed."""
    claims, register = claims_of(world), world / "register.parquet"
    whole = propose(claims, register, **HOW)
    parts = write_parts(world / "parts", read_table(register), parts=3)
    assert session.read.parquet(str(parts)).rdd.getNumPartitions() > 1
    assert propose_spark(claims, parts, session=session, **HOW) == whole
    assert {str(found.decision) for found in whole} == {"same", "undecided", "different"}


def test_where_too_many_promise_the_same_none_is_chosen_whatever_part_they_lie_in(session, tmp_path):
    names = ["Maria Santos"] * 64 + ["Jun Reyes"] * 40 + ["Ana Cruz"] * 61
    columns = {"id": [f"e{n:03}" for n in range(165)], "name": names, "born": ["1990-02-03"] * 165}
    write_parquet(tmp_path / "whole.parquet", columns)
    (tmp_path / "parts").mkdir()
    for part, (first, last) in enumerate(((0, 3), (3, 66), (66, 165))):
        some = {name: column[first:last] for name, column in columns.items()}
        write_parquet(tmp_path / "parts" / f"{part}.parquet", some)
    for name in dict.fromkeys(names):  # each by itself: what one claim brings along may not help another
        claims = to_records({"id": ["1"], "name": [name], "born": ["1990-02-03"]}, list_id="c", file="c")
        found = propose_spark(claims, tmp_path / "parts", session=session, **HOW)
        assert found == propose(claims, tmp_path / "whole.parquet", **HOW)


def test_an_index_is_a_register_too(session, tmp_path):
    write_csv(tmp_path / "r.csv", {**ROWS, "born": ["1990-02-03", "1.4.1988"], "place": ["Cebu", None]})
    write_index(tmp_path / "r.csv", tmp_path / "r.index")
    claims = to_records({"id": ["1"], "name": ["Maria Santos"], "born": ["1990-02-03"]}, list_id="c", file="c")
    found = propose_spark(claims, tmp_path / "r.index", session=session, **HOW)
    assert found == propose(claims, tmp_path / "r.csv", **HOW)
    assert found[0].candidate == "a"


@pytest.mark.parametrize(
    ("columns", "code"),
    [
        (None, r"nowhere: there is no such file"),
        ({"name": ["x"]}, r"column id: a column that is needed is not there"),
        ({"id": ["x"]}, r"column name: a column that is needed is not there"),
        ({"id": ["x", "x"], "name": ["y", "z"]}, r"column id: .*stands twice"),
        ({"id": ["x", None], "name": ["y", "z"]}, r"column id: .*is empty"),
        ({"id": [], "name": []}, r"the sheet holds no rows"),
    ],
)
def test_a_folder_that_is_no_register_is_refused(session, tmp_path, columns, code):
    where = tmp_path / "nowhere" if columns is None else write_parts(tmp_path / "parts", columns, parts=1)
    with pytest.raises(InputError, match=code):
        propose_spark((), where, session=session, **HOW)


def test_what_a_part_fails_on_stays_unsaid(session, tmp_path):
    parts = write_parts(tmp_path / "parts", ROWS, parts=2)
    (parts / "part-1.parquet").write_bytes(b"PAR1 Maria Santos PAR1")
    with pytest.raises(InputError) as caught:
        propose_spark((), parts, session=session, **HOW)
    assert "input.damaged" in str(caught.value) and "Maria" not in str(caught.value)


def test_the_command_says_and_writes_the_same_with_either_engine_and_leaves_nothing_else(tmp_path):
    write_csv(tmp_path / "r.csv", ROWS)
    write_csv(tmp_path / "c.csv", {"id": ["1"], "name": ["Maria Santos"]})
    (tmp_path / "aside").mkdir()
    said = []
    for engine in ("embedded", "spark"):
        words = ["desk", "match", "c.csv", "r.csv", "-o", f"{engine}.csv", "--engine", engine, "--master", "local[1]"]
        command = [sys.executable, "-m", "homeward", *words]
        aside = {**os.environ, "TMPDIR": str(tmp_path / "aside")}
        done = subprocess.run(command, cwd=tmp_path, env=aside, capture_output=True, text=True, timeout=120)
        assert (done.returncode, done.stderr) == (0, "")
        said.append(done.stdout)
    assert said[0] == said[1] and "1 claims" in said[0]
    assert (tmp_path / "spark.csv").read_bytes() == (tmp_path / "embedded.csv").read_bytes()
    files = sorted(str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*"))
    assert files == ["aside", "c.csv", "embedded.csv", "r.csv", "r.log", "spark.csv"]
