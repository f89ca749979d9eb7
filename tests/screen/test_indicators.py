from __future__ import annotations

import pytest

from homeward.errors import InputError
from homeward.screen import Reply, standard_instrument, summarise
from homeward.screen.indicators import read_instrument


def test_a_summary_sorts_what_was_said_and_what_was_not_asked() -> None:
    instrument = standard_instrument()
    summary = summarise(instrument, {"debt": Reply.YES, "hurt": Reply.DECLINED, "unpaid": Reply.YES})
    assert summary.said[Reply.YES] == ("debt", "unpaid")
    assert summary.said[Reply.DECLINED] == ("hurt",)
    assert len(summary.said[Reply.NOT_ASKED]) == len(instrument.questions) - 3
    assert not summary.is_complete
    assert summarise(instrument, {q.id: Reply.NO for q in instrument.questions}).is_complete
    assert summary.instrument == f"instrument-1:{instrument.digest}"


def test_there_is_nothing_in_a_summary_that_could_be_a_score() -> None:
    summary = summarise(standard_instrument(), {"debt": Reply.YES})
    assert not any(isinstance(getattr(summary, name), int | float) for name in ("instrument", "said"))
    assert set(type(summary).__slots__) == {"instrument", "said"}


def test_a_reply_to_no_question_and_a_doubled_question_are_refused() -> None:
    with pytest.raises(InputError):
        summarise(standard_instrument(), {"is_guilty": Reply.YES})
    row = '[[question]]\nid = "a"\ntopic = "t"\ntext = "?"\n'
    with pytest.raises(InputError):
        read_instrument('version = "x"\nsource = "own"\n' + row * 2)
