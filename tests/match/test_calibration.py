from __future__ import annotations

import random

import pytest

from homeward.match.calibration import Claimed, calibrated, draw, fit_calibration, reliability, wilson


def test_the_table_by_hand():
    sure = [Claimed(p=0.992, is_right=place != 0, groups=("script latin",)) for place in range(4)]
    doubtful = [Claimed(p=0.6, is_right=False, groups=("script han",)), Claimed(p=0.7, is_right=True)]
    table = reliability([*sure, *doubtful])
    said = [(one.group, one.least, one.most, one.count, round(one.claimed, 3), one.right) for one in table]
    assert said == [
        ("", 0.99, 0.995, 4, 0.992, 0.75),
        ("", 0.5, 0.8, 2, 0.65, 0.5),
        ("script han", 0.5, 0.8, 1, 0.6, 0.0),
        ("script latin", 0.99, 0.995, 4, 0.992, 0.75),
    ]
    assert (round(table[0].lower, 3), round(table[0].upper, 3)) == (0.301, 0.954)


def test_a_decision_that_stands_for_many_weighs_as_many():
    (one,) = reliability([Claimed(p=0.6, is_right=True, weight=3.0), Claimed(p=0.6, is_right=False)])
    assert (one.count, one.right) == (2, 0.75)


def test_wilson_bounds_hold_what_was_seen_and_narrow():
    wide, narrow = wilson(0.9, 10), wilson(0.9, 1000)
    assert wide[0] < narrow[0] < 0.9 < narrow[1] < wide[1]
    assert wilson(1.0, 5)[1] == pytest.approx(1.0) and wilson(0.0, 5)[0] == 0.0


def drawn(bend, *, count: int = 4_000) -> list[Claimed]:
    rng = random.Random(3)
    return [Claimed(p=p, is_right=rng.random() < bend(p)) for p in (rng.random() for _ in range(count))]


def test_over_confident_probabilities_are_bent_to_what_is_right():
    claimed = drawn(lambda p: calibrated(p, {"slope": 0.5, "shift": -0.7}))
    found = fit_calibration(claimed)
    assert found["slope"] == pytest.approx(0.5, abs=0.05) and found["shift"] == pytest.approx(-0.7, abs=0.1)
    assert found == fit_calibration(reversed(claimed))


def test_honest_probabilities_and_few_judgements_leave_p_as_it_is():
    honest = fit_calibration(drawn(lambda p: p))
    assert calibrated(0.9, honest) == pytest.approx(0.9, abs=0.02)
    few = fit_calibration([Claimed(p=0.9, is_right=False)])
    assert 0.75 < calibrated(0.9, few) < 0.9
    assert calibrated(0.4, {}) == 0.4


def test_higher_stays_higher():
    found = fit_calibration(drawn(lambda p: 1 - p))
    bent = [calibrated(p / 100, found) for p in range(1, 100)]
    assert bent == sorted(bent)


def test_pairs_are_drawn_from_the_margins_evenly_and_stand_for_the_others():
    rng = random.Random(4)
    pairs = [(f"c{n} r{n}", p, "latin" if n % 10 else "han") for n in range(4_000) if (p := rng.random()) < 0.99999]
    drawn = draw(pairs, most=60)
    assert len(drawn) == 60 and all(0.05 <= pairs[place][1] < 0.9999 for place in drawn)
    scripts = [pairs[place][2] for place in drawn]
    assert 20 < scripts.count("han") < 40  # a tenth of all, and half of what is judged
    there = sum(0.05 <= p < 0.9999 for _, p, _ in pairs)
    assert sum(drawn.values()) == pytest.approx(there)
    shuffled = random.Random(5).sample(pairs, len(pairs))
    again = draw(shuffled, most=60)
    assert {shuffled[place] for place in again} == {pairs[place] for place in drawn}
    assert draw([("a b", 0.99999, ""), ("a c", 0.01, "")], most=9) == {}
    assert len(draw(pairs[:30], most=1_000)) <= 30
