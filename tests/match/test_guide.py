"""The guide's example is what the machine says: its table and its picture."""

from __future__ import annotations

import importlib.util
from pathlib import Path

ROOT = Path(__file__).parents[2]


def pictures():
    spec = importlib.util.spec_from_file_location("make_pictures", ROOT / "docs/pictures/make.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_guides_picture_is_what_is_drawn_now():
    assert (ROOT / "docs/pictures/bits.svg").read_text(encoding="utf-8") == pictures().bits_picture()


def test_the_guides_table_says_what_the_comparison_says():
    pair, guide = pictures().guide_pair(), (ROOT / "docs/guide/matching.md").read_text(encoding="utf-8")
    for name in pictures().PAIR_ATTRIBUTES:
        bits = f"{pair.bits[name]:+.1f}".replace("-", "−") if pair.bits[name] else "0"
        assert any(
            row.startswith(f"| {name} ") and f"| {pair.levels[name]} | {bits} |" in row for row in guide.splitlines()
        ), name
    assert f"**{pair.total_bits:+.1f}**" in guide
