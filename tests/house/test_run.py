"""`run` prepares `.venv` once, whole or not at all, and says in one line what is missing."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import time
from importlib.machinery import SourceFileLoader
from importlib.util import module_from_spec, spec_from_loader
from pathlib import Path
from types import ModuleType

import pytest
from tests.house.source import ROOT

NOWHERE = {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": "", "PIP_CONFIG_FILE": os.devnull}
IMPOSSIBLE = "no-such-package-anywhere==1.0 \\\n    --hash=sha256:" + "0" * 64 + "\n"


def copy_run(folder: Path, *, lock: str) -> None:
    shutil.copy(ROOT / "run", folder)
    (folder / "requirements.lock").write_text(lock, encoding="utf-8")
    (folder / "requirements-dev.lock").write_text(lock, encoding="utf-8")
    shutil.copy(ROOT / "pyproject.toml", folder)


def start(folder: Path, *arguments: str) -> subprocess.Popen[str]:
    command = [sys.executable, str(folder / "run"), *arguments]
    pipe = subprocess.PIPE
    return subprocess.Popen(command, stdout=pipe, stderr=pipe, encoding="utf-8", env={**os.environ, **NOWHERE})


def load_run(folder: Path) -> ModuleType:
    loader = SourceFileLoader("run_script", str(folder / "run"))
    spec = spec_from_loader("run_script", loader)
    assert spec
    module = module_from_spec(spec)
    loader.exec_module(module)
    return module


def stamps(folder: Path) -> list[str]:
    return sorted(path.name for path in (folder / ".venv").glob("*.stamp"))


def test_processes_wait_for_each_other_and_keep_no_half_of_an_installation(tmp_path):
    copy_run(tmp_path, lock=IMPOSSIBLE)
    run = load_run(tmp_path)
    run.VENV.mkdir()
    with run.only_one_process():
        both = [start(tmp_path, "plan"), start(tmp_path, "plan")]
        time.sleep(1)
        assert [process.poll() for process in both] == [None, None]
        assert [path.name for path in run.VENV.iterdir()] == ["run.mutex"]
    for process in both:
        out, err = process.communicate(timeout=120)
        assert (process.returncode, out) == (1, "")
        assert err.splitlines()[-1].startswith("run: pip could not install everything")
    assert stamps(tmp_path) == []
    assert run.has_pip()

    copy_run(tmp_path, lock="# nothing is needed\n")
    out, _ = start(tmp_path, "plan").communicate(timeout=120)
    assert (out, stamps(tmp_path)) == ("", ["run-requirements.lock.stamp"])


def test_a_lock_is_installed_once_and_again_when_it_changed(tmp_path, monkeypatch):
    copy_run(tmp_path, lock="# first\n")
    run = load_run(tmp_path)
    run.VENV.mkdir()
    installed: list[str] = []
    monkeypatch.setattr(run, "pip_install", lambda *arguments: installed.append(Path(arguments[-1]).name))
    run.install_lock("requirements-dev.lock")
    run.install_lock("requirements-dev.lock")
    run.install_lock("requirements.lock")
    assert installed == ["requirements-dev.lock"], "the development lock holds the other one"
    copy_run(tmp_path, lock="# second\n")
    run.install_lock("requirements.lock")
    assert installed == ["requirements-dev.lock", "requirements.lock"]
    assert stamps(tmp_path) == ["run-requirements.lock.stamp"]


@pytest.mark.parametrize(
    ("oldest", "says"), [((99, 0), "Python 3.11 or newer is needed"), ((3, 11), "without pip (Debian")]
)
def test_what_is_missing_is_said_in_one_line(tmp_path, monkeypatch, capsys, oldest, says):
    copy_run(tmp_path, lock="")
    run = load_run(tmp_path)
    monkeypatch.setattr(run, "OLDEST", oldest)
    found = run.importlib.util.find_spec
    monkeypatch.setattr(run.importlib.util, "find_spec", lambda name: None if name == "ensurepip" else found(name))
    assert run.main(["plan"]) == 1
    out, err = capsys.readouterr()
    assert (out, err.count("\n")) == ("", 1)
    assert says in err


def test_check_knows_one_argument(tmp_path):
    copy_run(tmp_path, lock="")
    process = start(tmp_path, "check", "--fast")
    _, err = process.communicate(timeout=30)
    assert (process.returncode, err) == (1, "run: check knows one argument: --fix\n")


@pytest.mark.parametrize(
    ("words", "is_asked"),
    [
        ("test --spark -x", True),
        ("test -k spark", False),
        ("desk match C R -o O --engine spark", True),
        ("desk match C R --engine=spark -o O", True),
        ("desk match spark --engine embedded -o O", False),
    ],
)
def test_spark_is_installed_for_those_who_ask(tmp_path, words, is_asked):
    copy_run(tmp_path, lock="")
    assert load_run(tmp_path).asks_for_spark(words.split()) is is_asked


def test_spark_without_java_is_one_line(tmp_path, monkeypatch):
    copy_run(tmp_path, lock="")
    run = load_run(tmp_path)
    for java_home in ("", str(tmp_path)):
        monkeypatch.setenv("JAVA_HOME", java_home)
        monkeypatch.setattr(run.shutil, "which", lambda name: None)
        with pytest.raises(run.CannotRun, match=r"^Spark needs Java 17 or newer, and none was found .*$"):
            run.install_spark()


def test_spark_lies_apart_from_what_others_see(tmp_path, monkeypatch):
    copy_run(tmp_path, lock="")
    pins = ["py4j==0.1 \\\n    --hash=sha256:00", "pyspark==0.2 \\\n    --hash=sha256:11", "setuptools==3"]
    (tmp_path / "requirements-spark.lock").write_text("\n".join(pins) + "\n", encoding="utf-8")
    run = load_run(tmp_path)
    run.VENV.mkdir()
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin/java").touch()
    monkeypatch.setenv("JAVA_HOME", str(tmp_path))
    monkeypatch.setenv("PYTHONPATH", "")
    asked: list[tuple[str, ...]] = []

    def pip_install(*arguments: str) -> None:
        asked.append((arguments[1], *re.findall(r"^[a-z0-9]+", Path(arguments[-1]).read_text(), re.MULTILINE)))
        run.SPARK.mkdir(exist_ok=True)

    monkeypatch.setattr(run, "pip_install", pip_install)
    run.install_spark()
    run.install_spark()
    assert asked == [(str(run.SPARK), "py4j", "setuptools"), (str(run.SPARK), "pyspark")]
    assert os.environ["PYTHONPATH"] == str(run.SPARK)
    assert stamps(tmp_path) == ["run-requirements-spark.lock.stamp"]


LOCK = """\
anyascii==0.3.3 \\
    --hash=sha256:00
    # via homeward
colorama==0.4.6 ; sys_platform == 'win32' \\
    --hash=sha256:11
numpy==2.4.6 ; python_full_version < '3.12' \\
    --hash=sha256:22
numpy==2.5.5 ; python_full_version >= '3.12' \\
    --hash=sha256:33
pycparser==3.0 ; implementation_name != 'PyPy' \\
    --hash=sha256:44
"""


@pytest.mark.parametrize(
    ("platform", "python", "pins"),
    [
        ("win32", "3.11", ["anyascii==0.3.3", "colorama==0.4.6", "numpy==2.4.6", "pycparser==3.0"]),
        ("linux", "3.9", ["anyascii==0.3.3", "numpy==2.4.6", "pycparser==3.0"]),
        ("linux", "3.12", ["anyascii==0.3.3", "numpy==2.5.5", "pycparser==3.0"]),
    ],
)
def test_a_bundle_takes_what_its_platform_needs(tmp_path, platform, python, pins):
    copy_run(tmp_path, lock="")
    known = {"sys_platform": platform, "implementation_name": "cpython", "python_full_version": python}
    wanted = load_run(tmp_path).wanted(LOCK, known=known)
    assert [line.split()[0] for line in wanted.splitlines() if "==" in line] == pins
    assert " ; " not in wanted and wanted.count("--hash") == len(pins)


def test_a_marker_of_another_form_is_not_guessed_at(tmp_path):
    copy_run(tmp_path, lock="")
    run = load_run(tmp_path)
    with pytest.raises(run.CannotRun, match="not understood: platform_machine == 'arm64'"):
        run.wanted("a==1 ; platform_machine == 'arm64' \\\n", known={"sys_platform": "linux"})


def test_a_bundle_installs_from_its_wheels_and_only_on_the_machine_it_was_made_for(tmp_path):
    copy_run(tmp_path, lock="")
    run = load_run(tmp_path)
    assert run.wheels_for("requirements.lock") == []
    run.WHEELS.mkdir()
    (run.WHEELS / run.MADE_FOR).write_text(f"{run.HERE} {run.python_version()}\n", encoding="ascii")
    assert run.wheels_for("requirements.lock") == ["--no-index", "--find-links", str(tmp_path / "wheels")]
    assert run.wheels_for("requirements-dev.lock") == []
    (run.WHEELS / run.MADE_FOR).write_text("amiga 3.1\n", encoding="ascii")
    with pytest.raises(run.CannotRun, match=r"this bundle is for amiga 3\.1; this machine is "):
        run.wheels_for("requirements.lock")


def test_a_bundle_is_made_from_a_git_clone(tmp_path):
    copy_run(tmp_path, lock="")
    run = load_run(tmp_path)
    with pytest.raises(run.CannotRun, match="git clone"):
        run.bundle(["--platform", "linux"])
    assert list((tmp_path / "dist").iterdir()) == []
