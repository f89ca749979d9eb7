"""Each line of docs/refusals.md, held."""

from __future__ import annotations

import dataclasses
import re
from pathlib import Path

import pytest
from django.apps import apps

from homeward.record import Attribute, PersonRecord, Summary
from homeward.report import Situation, Statement
from homeward.web.permissions import ROLES

ROOT = Path(__file__).parents[2]
SOURCE = {path: path.read_text(encoding="utf-8") for path in (ROOT / "src").rglob("*.py")}
BIOMETRIC = re.compile(
    r"^(face|dlib|deepface|insightface|opencv|fingerprint|iris|mediapipe|pyfingerprint|openface|speechbrain)", re.M
)
ALLOWED = {
    *("name", "called", "sex", "born", "age", "nationality", "document", "father", "mother", "place", "postcode"),
    *("phone", "language", "group", "site", "arrived", "reference"),
}


def columns() -> set[str]:
    return {field.name for model in apps.get_app_config("web").get_models() for field in model._meta.get_fields()}


def test_every_line_has_its_test() -> None:
    page = (ROOT / "docs/refusals.md").read_text(encoding="utf-8")
    tests = [name for name in globals() if name.startswith("test_no_")]
    assert len(re.findall(r"^- \*\*", page, re.M)) == len(tests)


def test_no_biometrics() -> None:
    assert {attribute.value for attribute in Attribute} == ALLOWED
    for lock in ROOT.glob("requirements*.lock"):
        assert not BIOMETRIC.search(lock.read_text(encoding="utf-8"))
    assert not columns() & {"photo", "photograph", "image", "face", "fingerprint", "iris", "voice"}


def test_no_wanted_lists() -> None:
    words = ("wanted", "warrant", "blacklist", "watchlist", "sltd", "interpol")
    assert not {column for column in columns() if any(word in column for word in words)}
    assert not any(word in verb for role in ROLES.values() for verb in role.may for word in words)


def test_no_guessing_from_a_name() -> None:
    assert not {"ethnicity", "religion", "race", "caste"} & (columns() | {attribute.value for attribute in Attribute})
    guess = re.compile(r"def \w*(nationality|ethnic|religio|gender|sex)\w*_(from|of|by)_\w*name", re.I)
    assert not [path for path, text in SOURCE.items() if guess.search(text)]


def test_no_score_of_a_person() -> None:
    fields = {field.name for kind in (PersonRecord, Summary) for field in dataclasses.fields(kind)}
    person = {field.name for field in apps.get_model("web", "Person")._meta.get_fields()}
    assert not {name for name in fields | person if re.search("score|risk|fraud|trust|rating", name)}


def test_no_accusations() -> None:
    words = re.compile("accus|crime|offen[cs]e|suspect|allegation|charge|convict|remark|comment")
    assert not {name for name in columns() | {a.value for a in Attribute} if words.search(name)}


@pytest.mark.django_db
def test_no_operation_run_by_those_who_hold_people() -> None:
    from tests.web.acting import an_account, an_operation

    from homeward.errors import Refused
    from homeward.web.actions.verify import requests_send

    founder = an_operation()
    coordinator = an_account(founder, "coordinator", kind="authority")
    an_account(founder, "screening", username="camp-screening", kind="camp_authority")
    an_account(founder, "dpo", username="camp-dpo", kind="armed_group")
    with pytest.raises(Refused, match=r"refused\.held-by-one"):
        requests_send(coordinator)
    an_account(founder, "screening", "dpo", username="one-for-both", kind="ngo")
    with pytest.raises(Refused, match=r"refused\.held-by-one"):
        requests_send(coordinator)
    an_account(founder, "dpo", username="second", kind="ngo")
    assert requests_send(coordinator) == ()


def test_no_live_place_of_a_compound_in_public() -> None:
    names = {field.name for kind in (Situation, Statement) for field in dataclasses.fields(kind)}
    assert "crossing" in names and not {name for name in names if re.search("site|camp|compound|place", name)}
