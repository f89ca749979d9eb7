from __future__ import annotations

import pytest
from tests.engines.test_agreement import records, write_febrl

from homeward.engines import fit_claims, fit_lists, link, propose
from homeward.errors import Refused
from homeward.match import load_model
from homeward.policy import standard_policy

PARENT, POLICY = load_model(), standard_policy()


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("febrl")
    write_febrl(folder, people=700, seed=2)
    return folder


def test_a_model_fitted_to_claims_finds_more_and_nobody_wrong(folder):
    claims, register = records(folder / "claims.parquet"), folder / "register.parquet"
    fitted = fit_claims(claims, register, parent=PARENT, version="own")
    assert fitted == fit_claims(claims[::-1], register, parent=PARENT, version="own")
    assert (fitted.version, fitted.fit["parent"]) == ("own", PARENT.digest)
    assert fitted.prior["present"] == pytest.approx(0.5, abs=0.05)
    sure = {}
    for model in (load_model("1"), fitted):
        found = [p for p in propose(claims, register, model=model, policy=POLICY) if p.p >= 0.99]
        assert all(p.candidate == p.claim.replace("dup", "org") for p in found)
        sure[model.version] = len(found)
    assert sure["own"] > sure["1"] > 200


def test_a_model_fitted_to_lists_learns_how_many_stand_on_two(folder):
    lists = [*records(folder / "claims.parquet"), *records(folder / "register.parquet")]
    fitted = fit_lists(lists, parent=PARENT, version="own")
    assert 0.2 < fitted.prior["overlap"] < 0.6 and fitted.prior["twice"] < 0.05
    found = link(lists, model=fitted, policy=POLICY)
    assert all({key.split("-")[1] for key in group} for group in found.clusters)
    assert sum(len({key.split("-")[1] for key in group}) == 1 for group in found.clusters) > 200


def test_few_claims_are_refused(folder):
    with pytest.raises(Refused):
        fit_claims(records(folder / "claims.parquet")[:60], folder / "register.parquet", parent=PARENT, version="own")
