"""Names are built as people of a nationality build them."""

from __future__ import annotations

import re

import numpy as np
import pytest

from homeward.demo.names import OWN_ROLES, draw, own_words, write_names
from homeward.demo.tables import nations

COUNT = 400


def names(code: str, whose: str = "own") -> tuple[list[str], list[str]]:
    return write_names(nations()[code], drawn(), female=sexes(), whose=whose)


def drawn() -> dict[str, np.ndarray]:
    return draw(np.random.default_rng(3), count=COUNT)


def sexes() -> np.ndarray:
    return np.arange(COUNT) % 3 == 0


@pytest.mark.parametrize("code", sorted(nations()))
def test_nobody_is_without_a_name_and_words_make_up_the_name(code: str) -> None:
    nation = nations()[code]
    native, latin = names(code)
    assert all(native) and all(latin)
    words = own_words(nation, drawn(), female=sexes())
    assert [nation.join.join(word.native for word in row) for row in words] == native
    assert [" ".join(word.latin for word in row) for row in words] == latin


@pytest.mark.parametrize(
    ("code", "pattern"),
    [
        ("CHN", r"[A-Z][a-z]+ [A-Z][a-z]+"),
        ("VNM", r"\w+( \w+){2,3}"),
        ("MYS", r"\S.+ (bin|binti|a/l|a/p) .+|\S+ \S+-\S+"),
        ("TWN", r"\w+ \w+-\w+"),
        ("UZB", r"\S+ \S+( \S+ (oʻgʻli|qizi))?"),
    ],
)
def test_shapes(code: str, pattern: str) -> None:
    assert [name for name in names(code)[1] if not re.fullmatch(pattern, name)] == []


def test_an_ethiopians_second_word_is_the_fathers_first() -> None:
    own, fathers = names("ETH")[1], names("ETH", "father")[1]
    assert all(one.split()[1] == father.split()[0] for one, father in zip(own, fathers, strict=True))


def test_indonesia_has_mononyms_and_china_has_none() -> None:
    assert 0.1 < np.mean([" " not in name for name in names("IDN")[1]]) < 0.3
    assert all(" " in name for name in names("CHN")[1])


def test_siblings_share_what_is_not_their_own() -> None:
    draws = draw(np.random.default_rng(3), count=2)
    for role in draws:
        if role not in OWN_ROLES:
            draws[role][1] = draws[role][0]
    for code in ("UZB", "CZE", "ETH", "PHL"):
        female = np.array([False, True])
        fathers, mothers = (
            write_names(nations()[code], draws, female=female, whose=w)[1] for w in ("father", "mother")
        )
        assert fathers[0] == fathers[1] and mothers[0] == mothers[1]


def test_family_names_are_as_unequal_as_their_nation_has_them() -> None:
    families = [name.split()[0] for name in names("VNM")[1]]
    assert families.count("Nguyễn") > 0.15 * COUNT
