from __future__ import annotations

import json
import random
from dataclasses import replace

import pytest
from tests.engines.test_link import MODEL, POLICY, lists, people
from tests.match.build import a_record

from homeward.cli.main import main
from homeward.engines import link
from homeward.engines.relink import Memory, read_memory, write_memory
from homeward.errors import InputError
from homeward.record import Attribute


def linked(records, memory=None):
    return link(records, model=MODEL, policy=POLICY, memory=memory)


def kept(path, records):
    """Link with the memory in a file, as the command does."""
    memory = read_memory(path)
    result = linked(records, memory)
    write_memory(path, memory)
    return result, memory.made


def without(record, attribute):
    return replace(record, claims=tuple(claim for claim in record.claims if claim.attribute is not attribute))


def test_what_was_compared_is_not_compared_again(tmp_path):
    records = lists(80)
    first, made = kept(tmp_path / "memory", records)
    again, made_again = kept(tmp_path / "memory", records)
    assert first == again == linked(records)
    assert made > 0 == made_again


@pytest.mark.parametrize("seed", range(4))
def test_lists_that_come_change_and_go_are_linked_as_from_scratch(tmp_path, seed):
    rng = random.Random(seed)
    records = lists(70)
    for turn in range(4):
        kept_ones = rng.sample(records, len(records) - rng.randint(0, 6))
        fresh = [a_record(f"c{turn}:{i}", **person) for i, person in enumerate(people(rng.randint(1, 8), seed=turn))]
        silent = rng.choice(list(Attribute))
        changed = [without(record, rng.choice((silent, Attribute.BORN))) for record in kept_ones[:20]]
        records = [*changed, *kept_ones[20:], *fresh]
        assert kept(tmp_path / "memory", records)[0] == linked(records)


def test_one_record_more_makes_only_the_comparisons_that_it_touches(tmp_path):
    records = lists(80)
    _, made = kept(tmp_path / "memory", records)
    stranger = a_record("b:999", name="Zoltan Quispe", born="1961-11-30", sex="M", document="XQ99887766")
    twin = a_record("b:998", name="Zoltan Quispe", born="1961-11-30", sex="M")
    result, made_then = kept(tmp_path / "memory", [*records, stranger, twin])
    assert result == linked([*records, stranger, twin])
    assert 0 < made_then <= made / 20


def test_another_model_remembers_nothing(tmp_path):
    records = lists(40)
    _, made = kept(tmp_path / "memory", records)
    memory = read_memory(tmp_path / "memory")
    harder = replace(MODEL, together={"name": 0.5})
    assert link(records, model=harder, policy=POLICY, memory=memory) == link(records, model=harder, policy=POLICY)
    assert memory.made == made > 0


def test_only_what_was_used_is_kept_and_no_name_is_written(tmp_path):
    path = tmp_path / "memory"
    kept(path, lists(80))
    size = len(json.loads(path.read_bytes())["known"])
    kept(path, lists(20))
    assert 0 < len(json.loads(path.read_bytes())["known"]) < size
    assert "Kebede" not in path.read_text() and "tesfaye" not in path.read_text()
    assert path.stat().st_mode & 0o077 == 0


def test_a_damaged_memory_is_refused(tmp_path):
    (tmp_path / "memory").write_text('{"known": ')
    with pytest.raises(InputError):
        read_memory(tmp_path / "memory")
    assert read_memory(tmp_path / "none") == Memory()


def test_the_command_keeps_a_memory(tmp_path, capsys):
    rows = [f"{i},{row['name']},{row['born']}" for i, row in enumerate(people(40))]
    for name in ("one", "two"):
        (tmp_path / f"{name}.csv").write_text("\n".join(["id,name,born", *rows]), encoding="utf-8")
    told = []
    for _ in range(2):
        places = [str(tmp_path / name) for name in ("one.csv", "two.csv", "out.csv", "memory")]
        assert main(["link", *places[:2], "-o", places[2], "--memory", places[3], "--json"]) == 0
        told.append((capsys.readouterr().out, (tmp_path / "out.csv").read_text()))
    known = json.loads((tmp_path / "memory").read_bytes())["known"]
    assert told[0] == told[1]
    assert len(known) >= json.loads(told[0][0])["compared"] > 0
