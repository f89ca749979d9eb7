"""Every error code that is used is in the catalogue, and the catalogue lists none that nothing raises."""

from __future__ import annotations

import re

from tests.house.source import SRC, python_files

from homeward.errors import CODES

CODE = re.compile(r"""["']((?:input|refused|infeasible)\.[a-z]+(?:-[a-z]+)*)["']""")


def used_codes() -> set[str]:
    texts = [path.read_text(encoding="utf-8") for path in python_files() if path.name != "errors.py"]
    texts += [path.read_text(encoding="utf-8") for path in SRC.rglob("*.toml")]
    return {code for text in texts for code in CODE.findall(text)}


def test_every_code_that_is_used_is_in_the_catalogue():
    assert used_codes() - set(CODES) == set()


def test_every_code_of_the_catalogue_is_used():
    assert set(CODES) - used_codes() == set()


def test_a_code_says_its_kind_and_its_rule_in_plain_words():
    assert [code for code in CODES if not CODE.fullmatch(f'"{code}"')] == []
    assert [code for code, rule in CODES.items() if not rule or rule.endswith(".")] == []
