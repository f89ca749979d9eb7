"""What the bench of matching counts with: a wrong count would make every figure of its page wrong."""

from __future__ import annotations

import numpy as np
import pytest
from bench.match.page import Result, Row, put
from bench.match.prepared import ours, plain
from bench.match.scoring import Answer, best_f1, check_controls, score


def an_answer(candidate="e1", *, p=0.999, bits=20.0):
    return Answer(candidate=candidate, score=(p or 0.0, bits), p=p)


def test_answers_of_one_score_stand_or_fall_together():
    right = np.array([True, False])
    assert best_f1([(1.0, 0.0), (1.0, 0.0)], right, there=1) == pytest.approx(2 / 3)
    assert best_f1([(1.0, 0.0), (0.5, 0.0)], right, there=1) == 1.0


def test_an_entry_for_somebody_who_is_in_none_is_wrong():
    answers = {"c1": an_answer("e1"), "c2": an_answer("e2"), "c3": an_answer("e3", p=0.5)}
    found = score(answers, {"c1": "e1", "c2": "", "c3": "e3"}, ceiling=None)
    assert (found.precision, found.recall) == (0.5, 0.5)
    assert found.best == pytest.approx(0.8)


def test_a_tool_without_probabilities_has_no_cut_of_its_own():
    found = score({"c1": an_answer(p=None)}, {"c1": "e1"}, ceiling=None)
    assert (found.precision, found.recall, found.best) == (None, None, 1.0)


def test_a_wrong_control_stops_the_run():
    same, none = an_answer("control-entry"), an_answer("e9", p=0.001, bits=-3.0)
    assert check_controls("a tool", {"control-same": same, "control-none": none}) == ""
    with pytest.raises(SystemExit, match="not found"):
        check_controls("a tool", {"control-same": none, "control-none": none})
    with pytest.raises(SystemExit, match="was found"):
        check_controls("a tool", {"control-same": same, "control-none": an_answer("e9")})
    assert "p = 0.1" in check_controls("a tool", {"control-same": an_answer("control-entry", p=0.1)})


def test_a_set_that_is_run_again_replaces_its_own_rows_only(tmp_path):
    page = tmp_path / "page.md"
    page.write_text("# A page\n\n<!-- table -->\n<!-- end of table -->\n")
    for name, reached in (("one", "1"), ("two", "2"), ("one", "3")):
        row = Row(what=f"figure of {name}", target="≥ 1", ours=reached, met=True)
        put(page, Result(name=name, rows=[row], lines=[f"section {name} {reached}"]))
    text = page.read_text()
    assert "| figure of one | ≥ 1 | 3 |" in text and "| figure of two | ≥ 1 | 2 |" in text
    assert "section one 3" in text and "section two 2" in text and "section one 1" not in text
    assert text.count("figure of") == 2 and text.count("| what |") == 1


@pytest.mark.parametrize(
    ("written", "plainly", "read"),
    [
        ("1998-03-12", "1998-03-12", "1998-03-12"),
        ("12/03/1998", "1998-03-12", "1998-03-12"),
        ("12 Mar 1998", "1998-03-12", "1998-03-12"),
        ("1998年3月12日", "1998-03-12", "1998-03-12"),
        ("12/03/2541 พ.ศ.", "2541-03-12", "1998-03-12"),
        ("1998", "", ""),
    ],
)
def test_peers_get_dates_from_digits_alone_or_as_ours_reads_them(written, plainly, read):
    row = {"id": "c1", "name": "Somchai Jaidee", "born": written, "nationality": "THA"}
    assert (plain(row)["born"], ours(row)["born"]) == (plainly, read)


def test_our_preparation_gives_chinese_names_syllable_by_syllable():
    listed = ours({"id": "c1", "name": "ZHANG WEIMING", "nationality": "CHN"})
    known = ours({"id": "e1", "name_native": "张伟明", "nationality": "CHN"})
    assert listed["tokens"] == known["tokens"] == "ming wei zhang"
