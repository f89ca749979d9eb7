from __future__ import annotations

import json

import pytest
from tests.engines.test_agreement import write_febrl

from homeward.cli.main import main
from homeward.engines import read_table, write_csv
from homeward.match.calibration import calibrated


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("models")
    write_febrl(folder, people=700, seed=2)
    return folder


def run(capsys, *arguments) -> tuple[int, dict]:
    code = main([*map(str, arguments), "--json"])
    return code, json.loads(capsys.readouterr().out)


def test_fit_match_with_it_and_check_what_it_claims(folder, capsys):
    claims, register, model, out = (folder / name for name in ("claims.parquet", "register.parquet", "m.toml", "o.csv"))
    code, fitted = run(capsys, "model", "fit", claims, register, "-o", model)
    assert code == 0 and fitted["people"] > 250
    assert run(capsys, "model", "show", "--model", model)[1]["digest"] == fitted["digest"]
    assert run(capsys, "desk", "match", claims, register, "-o", out, "--model", model)[0] == 0
    keys = [f"rec-{number}-dup" for number in range(700)]
    entries = [f"rec-{n}-org" if n % 2 else "" for n in range(700)]
    write_csv(folder / "truth.csv", {"claim": keys, "entry": entries, "script": ["latin"] * 700})
    code, table = run(capsys, "model", "check", out, folder / "truth.csv")
    assert code == 0 and table["sure"] == table["sure_right"] > 200
    assert {one["group"] for one in table["bins"]} == {"", "script latin"}


def test_judgements_bend_what_is_claimed(folder, capsys):
    said = folder / "judgements.csv"
    pairs = {"left": [f"x{n}" for n in range(40)], "right": [f"y{n}" for n in range(40)]}
    write_csv(said, {**pairs, "judgement": ["different"] * 30 + ["same"] * 10, "p": [0.9] * 40})
    out = folder / "judged.toml"
    assert run(capsys, "model", "fit", folder / "claims.parquet", folder / "register.parquet", "-o", out,
               "--judgements", said)[0] == 0  # fmt: skip
    bent = run(capsys, "model", "show", "--model", out)[1]["calibration"]
    assert 0.2 < calibrated(0.9, bent) < 0.5  # a quarter of forty were right
    write_csv(said, {**pairs, "judgement": ["same"] * 40})
    assert main(["model", "fit", "a.csv", "b.csv", "-o", str(out), "--judgements", str(said)]) == 2


def test_pairs_to_judge_are_drawn_judged_and_fitted_with(folder, capsys):
    claims, register, out, said = (
        folder / name for name in ("claims.parquet", "register.parquet", "d.csv", "said.csv")
    )
    assert run(capsys, "desk", "match", claims, register, "-o", out)[0] == 0
    code, told = run(capsys, "model", "draw", out, "-o", said, "--most", "20", "--claims", claims)
    assert code == 0 and told["pairs"] == 20
    drawn = read_table(said)
    assert set(drawn) == {"left", "right", "judgement", "p", "weight"} and all(
        float(w or 0) >= 1 for w in drawn["weight"]
    )
    drawn["judgement"] = [
        "same" if a.replace("dup", "org") == b else "different"
        for a, b in zip(drawn["left"], drawn["right"], strict=True)
    ]
    write_csv(said, drawn)
    code, fitted = run(capsys, "model", "fit", claims, register, "-o", folder / "drawn.toml", "--judgements", said)
    assert code == 0 and fitted["judged"] == 20


def test_what_is_no_model_is_refused(folder, tmp_path, capsys):
    bad = tmp_path / "bad.toml"
    bad.write_text("version = ")
    assert main(["model", "show", "--model", str(bad)]) == 2
    assert main(["model", "show", "--model", "77"]) == 2
    assert main(["model", "fit", str(folder / "claims.parquet"), "-o", str(tmp_path / "m.toml")]) == 2
