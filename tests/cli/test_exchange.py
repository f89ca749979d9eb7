"""Keys across, by commands on real folders: operation and desk, the recovery key, one entry proved."""

from __future__ import annotations

import hashlib
import json
import stat
from pathlib import Path

import pytest
from tests.cli.test_start import EXAMPLE, homeward, start

from homeward.ledger import canonical
from homeward.share import fingerprint


@pytest.fixture(scope="module")
def operation(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("real") / "op"
    done = start(folder, EXAMPLE, "--key-file", folder.parent / "first.key")
    assert done.returncode == 0, done.stderr
    return folder


def said(*args: object) -> dict[str, object]:
    done = homeward(*args, "--json")
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


def test_both_sides_say_the_same_fingerprints_and_keep_the_other_half(operation, tmp_path):
    desk = tmp_path / "desk"
    ours = said("key", "show", "--data", operation, "-o", tmp_path / "operation.pub")
    theirs = said("desk", "key", desk, "--operation", tmp_path / "operation.pub")
    assert theirs["operation"] == ours["fingerprint"] and len(str(ours["fingerprint"]).split()) == 8
    trusted = said("key", "trust", "eth", desk / "desk.pub", "--data", operation, "--as", "anna")
    assert trusted["fingerprint"] == theirs["fingerprint"] == fingerprint(bytes.fromhex(str(theirs["public_key"])))
    assert (desk / "operation.pub").read_text().strip() == ours["public_key"]
    assert stat.S_IMODE((desk / "desk.key").stat().st_mode) == 0o600
    assert said("desk", "key", desk)["fingerprint"] == theirs["fingerprint"], "the key stays once it is made"


def test_a_desk_does_not_change_whom_it_trusts_by_the_way(tmp_path):
    for name, digits in (("one.pub", "11" * 32), ("two.pub", "22" * 32), ("short.pub", "11" * 31)):
        (tmp_path / name).write_text(digits)
    assert homeward("desk", "key", tmp_path / "desk", "--operation", tmp_path / "one.pub").returncode == 0
    assert homeward("desk", "key", tmp_path / "desk", "--operation", tmp_path / "two.pub").returncode == 3
    assert homeward("desk", "key", tmp_path / "desk", "--operation", tmp_path / "short.pub").returncode == 2
    assert (tmp_path / "desk" / "operation.pub").read_text().strip() == "11" * 32


def test_only_who_keeps_the_missions_trusts_a_key(operation, tmp_path):
    (tmp_path / "desk.pub").write_text("11" * 32)
    assert homeward("key", "trust", "ETH", tmp_path / "desk.pub", "--data", operation, "--as", "khin").returncode == 3
    assert homeward("key", "trust", "FRA", tmp_path / "desk.pub", "--data", operation, "--as", "anna").returncode == 2


def test_a_new_recovery_key_opens_what_comes_and_the_old_one_what_was(operation, tmp_path):
    old, new = operation.parent / "first.key", tmp_path / "second.key"
    said("backup", tmp_path / "before.age", "--data", operation)
    assert homeward("recovery", "new", "--key-file", new, "--data", operation, "--as", "khin").returncode == 3
    assert not new.exists(), "nothing is left of what was refused"
    done = homeward("recovery", "new", "--key-file", new, "--data", operation, "--as", "anna")
    assert done.returncode == 0 and "still open with the old key" in done.stdout, done.stderr
    said("backup", tmp_path / "after.age", "--data", operation)
    opened = (("before", old, 0), ("after", new, 0), ("before", new, 3), ("after", old, 3))
    for number, (file, key, code) in enumerate(opened):
        copy = tmp_path / f"copy-{number}"
        assert homeward("restore", tmp_path / f"{file}.age", "--data", copy, "--key", key).returncode == code
    verbs = [
        said("ledger", "prove", number, "--data", operation)["content"]["verb"]
        for number in range(1, int(said("ledger", "check", "--data", operation)["entries"]) + 1)
    ]
    assert verbs.count("recovery.replace") == 1


def test_an_entry_is_proved_to_whoever_knows_the_root(operation):
    root = said("ledger", "check", "--data", operation)["root"]
    proof = said("ledger", "prove", 2, "--data", operation)
    value = hashlib.sha256(b"\0" + bytes.fromhex(proof["salt"]) + canonical(proof["content"])).digest()
    assert value.hex() == proof["leaf"] and proof["root"] == root and proof["content"]["sequence"] == 2
    place, last = 1, proof["size"] - 1  # by the standard's words, in this test's own code
    for sibling in map(bytes.fromhex, proof["path"]):
        is_right = place % 2 == 1 or place == last
        value = hashlib.sha256(b"\1" + (sibling + value if is_right else value + sibling)).digest()
        while is_right and place % 2 == 0 and place:
            place, last = place // 2, last // 2
        place, last = place // 2, last // 2
    assert value.hex() == root
    assert homeward("ledger", "prove", 999, "--data", operation).returncode == 2
