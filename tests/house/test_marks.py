"""Nothing unfinished, nobody's machine, no registry's address and nobody's real data stands in any file."""

from __future__ import annotations

import re

import pytest
from tests.house.source import place, project_files

# Built from pieces, so that this file does not hold what it looks for.
# Three X alone are also a nationality code that nobody stated, so they count in remarks only.
UNFINISHED = re.compile(r"\b(?:TO" + r"DO|FIX" + r"ME|NotImplemented" + r"Error)\b|#.*\bX" + r"XX\b")
MACHINE = re.compile(r"(?<![\w.])/(?:" + "|".join(("work", "farm", "root", "opt", "home", "Users")) + r")/[\w.]")
HOSTS = ("pypi" + ".org", "python" + "hosted.org", "registry" + ".npmjs", "deb" + ".debian")
EMAIL = re.compile(r"(?<![\w\\])[\w.+-]+@([\w-]+(?:\.[\w-]+)+)")
# Names that the standards keep free for examples (RFC 2606, RFC 6761).
EXAMPLE = re.compile(r"(?:^|\.)(?:example|test|invalid|localhost)$|(?:^|\.)example\.(?:com|net|org)$")
# The name line of a passport: only the specimens' own state UTO may stand in a file; others are made by code.
PASSPORT = re.compile(r"\b[PVIAC][A-Z<]([A-Z]{3}|D<<)[A-Z]+<<[A-Z<]{10,}")


def personal(text: str) -> list[str]:
    """Return what could be somebody's: mail addresses outside the example names, passports of real states."""
    mails = [match[0] for match in EMAIL.finditer(text) if not EXAMPLE.search(match[1])]
    return mails + [match[0] for match in PASSPORT.finditer(text) if match[1] != "UTO"]


@pytest.mark.parametrize("path", project_files(), ids=place)
def test_a_file_holds_nothing_that_must_not_leave(path):
    text = path.read_text(encoding="utf-8")
    assert [match[0] for match in MACHINE.finditer(text)] == []
    assert [host for host in HOSTS if host in text] == []
    assert personal(text) == []
    if path.suffix in (".py", ".sh", ".html", ".js", ".css", ""):
        assert UNFINISHED.findall(text) == []


def test_what_must_not_leave_is_found():
    assert UNFINISHED.search("# TO" + "DO: later") and UNFINISHED.search("# X" + "XX: later")
    assert MACHINE.search("see /ho" + "me/somebody/file")
    assert not MACHINE.search("https://example.org/home/page")
    assert personal("write to ann" + "@mail.com or bob@desk.example") == ["ann" + "@mail.com"]
    assert personal("P<THA" + "DOE<<ANN<<<<<<<<<<<<<") and not personal("P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<")
