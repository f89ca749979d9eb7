from __future__ import annotations

import pytest

from homeward.cli import files_page
from homeward.cli.docs import PAGES
from homeward.cli.main import main
from homeward.errors import Refused


def test_pages_are_made_again_without_a_difference(tmp_path, capsys):
    assert main(["docs", "--to", str(tmp_path)]) == 0
    assert {path.name for path in tmp_path.iterdir()} == set(PAGES)
    assert main(["docs", "--check"]) == 0
    (tmp_path / "files.md").write_text("# Files\n", encoding="utf-8")
    assert main(["docs", "--to", str(tmp_path), "--check"]) == 3
    assert "files.md" in capsys.readouterr().err


def test_a_column_without_a_sentence_stops_the_page(monkeypatch):
    more = files_page._columns("funding", (*files_page.FUNDING, "bank"))
    with pytest.raises(Refused) as caught:
        more()
    assert "bank" in caught.value.message
    monkeypatch.delitem(files_page.TABLES, "funding")
    with pytest.raises(Refused):
        files_page.files_page()


def test_the_page_shows_every_column_of_the_desk(capsys):
    page = files_page.files_page()
    for name in (*files_page.TAKEN, *files_page.PAIR_COLUMNS, *files_page.PROPOSAL_COLUMNS, *files_page.SOURCE_KEYS):
        if not name.startswith("bits_"):
            assert f"| `{name}`" in page
    assert "{{" not in page
