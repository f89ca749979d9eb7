from __future__ import annotations

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from homeward.ledger import Entry, check, inclusion_proof, is_included, leaf_hash, root_hash

# The eight inputs and the tree heads that RFC 6962's reference implementations are tested with.
INPUTS = ("", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f")
HEADS = {
    0: "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    1: "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    2: "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    3: "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    8: "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
}
LEAVES = [hashlib.sha256(b"\x00" + bytes.fromhex(text)).digest() for text in INPUTS]


@pytest.mark.parametrize("size", HEADS)
def test_the_root_is_the_standards(size: int) -> None:
    assert root_hash(LEAVES[:size]).hex() == HEADS[size]


@given(st.integers(1, 70), st.data())
def test_a_proof_proves_its_leaf_and_no_other(size: int, data: st.DataObject) -> None:
    leaves = [hashlib.sha256(bytes([number])).digest() for number in range(size)]
    index = data.draw(st.integers(0, size - 1))
    path, root = inclusion_proof(leaves, index), root_hash(leaves)
    assert is_included(leaves[index], index=index, size=size, path=path, root=root)
    assert not is_included(b"\x00" * 32, index=index, size=size, path=path, root=root)
    assert not is_included(leaves[index], index=index, size=size, path=(*path, root), root=root)
    if size > 1:
        assert not is_included(leaves[index], index=(index + 1) % size, size=size, path=path, root=root)


def an_entry(sequence: int, *, said: str = "as it was") -> Entry:
    salt = bytes([sequence]) * 16
    return Entry(sequence=sequence, leaf=leaf_hash(salt, {"n": "as it was"}), salt=salt, content={"n": said})


def test_a_changed_content_and_a_missing_entry_are_named() -> None:
    assert check([an_entry(1), an_entry(2)]).is_whole
    assert check([an_entry(1), an_entry(2, said="otherwise")]).broken == (2,)
    assert check([an_entry(1), an_entry(3)]).gaps == (2,)


def test_an_erased_content_leaves_a_chain_that_checks_with_the_same_root() -> None:
    whole = [an_entry(1), an_entry(2)]
    erased = [whole[0], Entry(sequence=2, leaf=whole[1].leaf, salt=None, content=None)]
    assert check(erased).is_whole and check(erased).root == check(whole).root
