"""Indicators: what was asked, what was said, and what was not. A summary, never a score."""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from importlib import resources

from homeward.errors import InputError


class Reply(StrEnum):
    """What may stand beside a question."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"
    NOT_ASKED = "not_asked"
    DECLINED = "declined"


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One question of an instrument, under its topic."""

    id: str
    topic: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Instrument:
    """One version of what is asked. A reply belongs to the version under which it was given."""

    version: str
    digest: str
    source: str
    questions: tuple[Question, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """The questions of one interview by what was said to them, each group in the instrument's order.

    A question that nobody put stands under `not_asked`. There is no total, because a total would decide.
    """

    instrument: str
    said: Mapping[Reply, tuple[str, ...]]

    @property
    def is_complete(self) -> bool:
        """Whether every question was put, whatever was said to it."""
        return not self.said[Reply.NOT_ASKED]


def read_instrument(text: str) -> Instrument:
    """Read an instrument from TOML text."""
    table = tomllib.loads(text)
    questions = tuple(Question(id=row["id"], topic=row["topic"], text=row["text"]) for row in table["question"])
    if not questions or len({question.id for question in questions}) != len(questions):
        raise InputError("input.bad-value", "an instrument has questions, and each only once")
    digest = hashlib.sha256(text.encode()).hexdigest()[:16]
    return Instrument(version=table["version"], digest=digest, source=table["source"], questions=questions)


def standard_instrument() -> Instrument:
    """Return the instrument that ships with Homeward."""
    text = resources.files("homeward.screen").joinpath("data/instrument-1.toml").read_text(encoding="utf-8")
    return read_instrument(text)


def summarise(instrument: Instrument, replies: Mapping[str, Reply]) -> Summary:
    """Sort the questions of one interview by what was said to them; a reply to no question is refused."""
    if not set(replies) <= {question.id for question in instrument.questions}:
        raise InputError("input.bad-value", "a reply to a question that the instrument does not have")
    said = {
        reply: tuple(q.id for q in instrument.questions if replies.get(q.id, Reply.NOT_ASKED) is reply)
        for reply in Reply
    }
    return Summary(instrument=f"{instrument.version}:{instrument.digest}", said=said)
