"""What registrars do to names, each error at about the rate that the table gives."""

from __future__ import annotations

from random import Random

import pytest
from tests.demo.builders import a_person, a_word

from homeward.demo.errors_names import misname, misnative, mistype, plain_letters, respell
from homeward.demo.names import Word
from homeward.demo.tables import nations, read_toml

TIMES = 4000
CHAIN = (a_word("Abebe"), a_word("Kebede", role="father"), a_word("Tola", role="grandfather"))
JOINT = (a_word("Wang", role="family"), a_word("Xiaoming", syllables=("Xiao", "Ming")))
BIN = (a_word("Faiz"), a_word("bin", role="literal", others=("b.",)), a_word("Omar", role="father"))
VIETNAMESE = (a_word("Trần", role="family"), a_word("Văn", role="middle"), a_word("Đức"))


def written(*words: Word, code: str, seen: bool = True) -> list[str]:
    person, rng = a_person(*words, nationality=code), Random(1)
    return [misname(person, nations()[code], rng=rng, seen=seen) for _ in range(TIMES)]


def share(names: list[str], *forms: str) -> float:
    return sum(name in forms for name in names) / len(names)


def rate(name: str) -> float:
    return float(read_toml("errors.toml")["names"][name])


@pytest.mark.parametrize(
    ("names", "forms", "error", "within"),
    [
        (written(a_word("Budi"), code="IDN"), ("Budi Budi",), "doubled_mononym", 0.03),
        (written(*JOINT, code="CHN"), ("Wang Xiao Ming", "Xiao Ming Wang"), "syllables_split", 0.05),
        (written(*CHAIN, code="ETH"), ("Abebe Kebede", "Kebede Abebe"), "chain_cut", 0.05),
        (written(*JOINT, code="CHN"), ("Xiaoming Wang", "Xiao Ming Wang"), "order_flipped", 0.03),
    ],
)
def test_rates(names: list[str], forms: tuple[str, ...], error: str, within: float) -> None:
    assert share(names, *forms) == pytest.approx(rate(error), abs=within)


def test_most_names_stay_recognisable_and_none_is_empty() -> None:
    names = written(*CHAIN, code="ETH", seen=False)
    assert all(names)
    assert share(names, "Abebe Kebede Tola") > 0.2


def test_honorifics_connectors_marks_and_joined_syllables_are_met() -> None:
    assert any(name.startswith("Ato ") for name in written(*CHAIN, code="ETH"))
    without = sum(" bin " not in name and " b." not in name for name in written(*BIN, code="MYS")) / TIMES
    assert without == pytest.approx(rate("connector_dropped"), abs=0.12)
    vietnamese = written(*VIETNAMESE, code="VNM")
    assert "Tran Van Duc" in vietnamese and "Trần Văn Đức" in vietnamese
    assert {"Tran Vanduc", "Trần Vănđức"} & set(vietnamese)


def test_families_are_in_capitals_where_that_is_the_custom() -> None:
    names = written(a_word("Mbarga", role="family"), a_word("Jean"), code="CMR")
    assert share(names, "MBARGA Jean") > 0.6


def test_an_own_script_may_be_written_and_a_character_heard_wrong() -> None:
    person = a_person(a_word("Zhang", role="family", native="张"), a_word("Wei", native="伟"), nationality="CHN")
    rng = Random(1)
    heard = {misnative(person, rng=rng) for _ in range(500)}
    assert len(heard) > 1 and all(len(name) == 3 for name in heard)


def test_respelling_prefers_known_spellings_then_the_ear() -> None:
    rng = Random(1)
    assert {respell("Tesfaye", ("Tesfay",), code="ETH", rng=rng) for _ in range(50)} >= {"Tesfay"}
    assert respell("Hussain", (), code="ETH", rng=rng) == "Husain"
    assert respell("Ali", (), code="ETH", rng=rng) == "Ali"


def test_a_typo_changes_a_name_a_little_and_never_its_first_letter() -> None:
    rng = Random(1)
    for _ in range(300):
        wrong = mistype("Otieno", rng=rng)
        assert wrong[0] == "O" and abs(len(wrong) - 6) <= 1
    assert mistype("Q", rng=rng) == "Q"


def test_plain_letters() -> None:
    assert plain_letters("Nguyễn Đình Oʻgʻli") == "Nguyen Dinh Ogli"
