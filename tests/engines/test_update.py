from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import duckdb
import pytest
from tests.engines.test_propose import MODEL, POLICY, a_claim, entries

from homeward.engines import propose, write_csv, write_index, write_parquet
from homeward.engines.packed import Births, read_packed, read_postings
from homeward.errors import InputError

NEWCOMERS = ("किशोर", "लक्ष्मण", "ज़ुबैदा")


def write(path: Path, rows: list[dict[str, str]]) -> Path:
    write_parquet(path, {name: [row[name] for row in rows] for name in rows[0]})
    return path


def versions(folder: Path) -> tuple[Path, Path]:
    """A register, and what became of it: people gone, changed, and some with names that nobody had."""
    rows = entries()
    later = [dict(row) for row in rows[40:]]
    for row in later[:30]:
        row["born"] = "1991-03-12"
    for place, row in enumerate(later[30:60]):
        row["name_native"] = f"{NEWCOMERS[place % 3]} {row['name_native'].split()[1]}"
    later += [{**row, "id": f"NEW-{place:03}", "document": f"Q{place:07}"} for place, row in enumerate(rows[500:530])]
    return write(folder / "v1.parquet", rows), write(folder / "v2.parquet", later)


def tables(index: Path) -> dict[str, list[tuple[object, ...]]]:
    with duckdb.connect(str(index), read_only=True) as connection:
        named = ("voice", "heard", "code_size", "rarity")
        found = {name: sorted(connection.execute(f"SELECT * FROM {name}").fetchall()) for name in named}
        of = {row: text for row, text in connection.execute("SELECT row, text FROM entry").fetchall()}
        births = read_packed(connection, Births, table="birth")
        fence = [first for (first,) in connection.execute("SELECT first FROM posting ORDER BY part").fetchall()]
        named = [of[row] for row in births.row.tolist()]
        columns = (births.day.tolist(), births.mark.tolist(), births.words.tolist(), births.kin.tolist())
        found["birth"] = sorted(zip(named, *columns, strict=True))
        parts = read_postings(connection, range(len(fence)))
        assert [part.key[0] for part in parts] == fence
        postings = [(key, named[at]) for part in parts for key, at in zip(part.key, part.place.tolist(), strict=True)]
        assert [key for key, _ in postings] == sorted(key for key, _ in postings)
        found["posting"] = sorted(postings)
    return found


def test_an_index_that_is_brought_up_to_date_is_that_from_scratch(tmp_path):
    first, second = versions(tmp_path)
    index, scratch = tmp_path / "index.duckdb", tmp_path / "scratch.duckdb"
    assert write_index(first, index) == 2_000
    assert write_index(second, index) == write_index(second, scratch) == 1_990
    with duckdb.connect(str(index), read_only=True) as connection:
        assert connection.execute("SELECT max(row) FROM entry").fetchall()[0][0] > 2_000  # it was not made anew
    assert tables(index) == tables(scratch)
    claims = [a_claim(f"c{place:03}", row) for place, row in enumerate(entries()[:120])]
    asked = {"model": MODEL, "policy": POLICY}
    assert propose(claims, index, **asked) == propose(claims, scratch, **asked)


def test_a_register_of_other_people_is_indexed_from_scratch(tmp_path):
    first, _ = versions(tmp_path)
    other = write(tmp_path / "other.parquet", [{**row, "id": f"X{row['id']}"} for row in entries()[:1_000]])
    index = tmp_path / "index.duckdb"
    write_index(first, index)
    assert write_index(other, index) == 1_000
    assert len(tables(index)["birth"]) == 1_000


def test_a_register_that_is_refused_leaves_the_old_index(tmp_path):
    first, _ = versions(tmp_path)
    index = tmp_path / "index.duckdb"
    write_index(first, index)
    before = index.read_bytes()
    write_csv(tmp_path / "twice.csv", {"id": ["1", "2", "1"], "name": ["Ali", "Sara", "Omar"]})
    with pytest.raises(InputError) as caught:
        write_index(tmp_path / "twice.csv", index)
    assert (caught.value.code, caught.value.at.row, caught.value.at.column) == ("input.bad-value", 4, "id")
    assert index.read_bytes() == before
    assert sorted(path.name for path in tmp_path.iterdir() if "index" in path.name) == ["index.duckdb"]


def test_whoever_is_killed_while_indexing_leaves_the_old_index(tmp_path):
    first, second = versions(tmp_path)
    index, half = tmp_path / "index.duckdb", tmp_path / "index.duckdb.part"
    write_index(first, index)
    before = index.read_bytes()
    code = "import sys; from pathlib import Path; from homeward.engines import write_index; "
    code += "write_index(Path(sys.argv[1]), Path(sys.argv[2]))"
    process = subprocess.Popen([sys.executable, "-c", code, second, index])
    while not half.exists() and process.poll() is None:
        time.sleep(0.002)
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    assert process.returncode == -signal.SIGKILL
    assert index.read_bytes() == before
    assert write_index(second, index) == 1_990
    assert not half.exists()
