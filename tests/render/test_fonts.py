from __future__ import annotations

import pytest
from fontTools.ttLib import TTFont

from homeward.render.fonts import Run, fonts, runs

SAMPLES = {
    "latin": "Nguyễn Đức Дилшод −3",
    "chinese": "吕晓明",
    "ethiopic": "አበበ",
    "devanagari": "श्रेष्ठ",
    "bengali": "রফিক",
    "tamil": "கார்",
    "burmese": "ကျော်",
    "thai": "สมชาย",
    "lao": "ສົມ",
    "khmer": "សុខ",
    "arabic": "محمد",
}


def test_every_typeface_is_there_and_has_the_letters_of_its_script() -> None:
    assert set(fonts()) == set(SAMPLES)
    for name, sample in SAMPLES.items():
        with TTFont(fonts()[name].file) as face:
            letters = face.getBestCmap()
        assert [letter for letter in sample if ord(letter) not in letters] == []


@pytest.mark.parametrize(("name", "sample"), SAMPLES.items())
def test_one_script_is_one_run(name: str, sample: str) -> None:
    assert runs(sample) == (Run(name, sample),)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ()),
        ("吕 Lu", (Run("chinese", "吕 "), Run("latin", "Lu"))),
        ("කසු", (Run("", "කසු"),)),
        ("Ko කසු", (Run("latin", "Ko "), Run("", "කසු"))),
        ("\U0001f600", (Run("", "\U0001f600"),)),
    ],
)
def test_texts_fall_into_runs_and_keep_every_letter(text: str, expected: tuple[Run, ...]) -> None:
    assert runs(text) == expected
    assert "".join(run.text for run in runs(text)) == text
