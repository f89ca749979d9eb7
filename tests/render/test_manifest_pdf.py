from __future__ import annotations

import re
import shutil
import subprocess
import time
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from tests.handover.build import a_manifest, a_pair

from homeward.handover import Cleared, Manifest
from homeward.render import manifest_pdf
from homeward.render.manifest_pdf import BOTTOM, CLOSING, ROW, TOP_FIRST, TOP_LATER, _paginate, code, grouped

AT = datetime(2025, 2, 23, 18, 5, tzinfo=UTC)
NAMES = (
    ("Lu Xiaoming", "吕晓明", "chinese"),
    ("Abebe Kebede", "አበበ ከበደ", "ethiopic"),
    ("Ram Bahadur", "राम बहादुर", "devanagari"),
    ("Kyaw Zin Htet", "ကျော်ဇင်ထက်", "burmese"),
    ("Somchai Rattanawong", "สมชาย รัตนวงศ์", "thai"),
    ("Imran Hussain", "عمران حسین", "arabic"),
    ("Rafiqul Islam", "রফিকুল ইসলাম", "bengali"),
    ("Karthik", "கார்த்திக்", "tamil"),
    ("Sok Dara", "សុខ ដារ៉ា", "khmer"),
    ("Somphone Vongsa", "ສົມພອນ ວົງສາ", "lao"),
    ("Nguyen Van Duc", "Nguyễn Văn Đức", "latin"),
)


def a_named(number: int) -> Cleared:
    name, native, _ = NAMES[number % len(NAMES)]
    return a_pair(f"P{number:04d}", name=name, name_native=native)


def a_page_of(count: int) -> Manifest:
    first = a_pair("P0000")
    pairs = tuple(
        Cleared(
            clearance=replace(first.clearance, person=f"P{n:04d}"),
            entry=replace(
                first.entry,
                person=f"P{n:04d}",
                name=NAMES[n % len(NAMES)][0],
                name_native=NAMES[n % len(NAMES)][1],
                document_number=f"D{n:06d}",
            ),
        )
        for n in range(count)
    )
    return a_manifest(*pairs)


def a_pdf(manifest: Manifest, **more: str) -> bytes:
    return manifest_pdf(manifest, operation="Test operation", made_at=AT, **more)


def embedded_fonts(pdf: bytes) -> set[str]:
    return {name.decode().split("+")[-1] for name in re.findall(rb"/BaseFont /([A-Za-z+\-]+)", pdf)}


def test_each_script_is_set_in_its_own_typeface_and_no_other_is_carried_along() -> None:
    fonts = embedded_fonts(a_pdf(a_manifest(*(a_named(n) for n in range(len(NAMES))))))
    assert {name.removeprefix("NotoSans").removesuffix("-Regular") for name in fonts} == {
        *("", "SC", "Ethiopic", "Devanagari", "Myanmar", "Thai", "Arabic", "Bengali", "Tamil", "Khmer", "Lao"),
    }
    assert {name.removesuffix("-Regular") for name in embedded_fonts(a_pdf(a_manifest(a_pair())))} == {"NotoSans"}


def test_the_same_manifest_makes_the_same_bytes_and_another_does_not() -> None:
    manifest = a_manifest(*(a_named(n) for n in range(4)))
    assert a_pdf(manifest) == a_pdf(manifest)
    assert b"/CreationDate (D:20250223180500" in a_pdf(manifest)
    assert a_pdf(manifest) != a_pdf(replace(manifest, crossing="Freight crossing 28"))


@pytest.mark.parametrize("count", [1, 5, 7, 8, 9, 13, 14, 15, 16, 17, 30, 61, 300])
def test_pages_hold_every_row_once_and_the_signatures_stand_under_names(count: int) -> None:
    pages = _paginate(count)
    assert [row for first, last in pages for row in range(first, last)] == list(range(count))
    for number, (first, last) in enumerate(pages):
        top = TOP_FIRST if number == 0 else TOP_LATER
        closing = CLOSING if number == len(pages) - 1 else 0
        assert last > first
        assert top + (last - first) * ROW + closing <= BOTTOM + ROW


def test_the_code_carries_the_seal_and_nobody() -> None:
    manifest = a_manifest(a_named(0), a_named(1))
    assert code(manifest) == f"HOMEWARD B-0224-1 v1 {manifest.digest}"


@pytest.mark.parametrize(
    ("reference", "shown"),
    [("P00001234", "P000 0123 4"), ("HW-12", "HW-12"), ("P12345", "P12345")],
)
def test_references_are_read_in_groups_of_four(reference: str, shown: str) -> None:
    assert grouped(reference) == shown


def text_of(pdf: bytes, folder: Path) -> str:
    program = shutil.which("pdftotext")
    if program is None:
        pytest.skip("no pdftotext on this machine")
    path = folder / "manifest.pdf"
    path.write_bytes(pdf)
    return subprocess.run([program, "-layout", str(path), "-"], capture_output=True, check=True).stdout.decode()


def test_the_words_can_be_read_out_of_the_file_again(tmp_path: Path) -> None:
    manifest = a_page_of(40)
    text = text_of(a_pdf(manifest, checkpoint="ab12" * 16), tmp_path)
    assert f"page 1 of {len(_paginate(40))}" in text
    assert "40 people" in text
    assert "Monday 24 Feb 2025" in text
    for expected in ("吕晓明", "አበበ", "Nguyễn Văn Đức", "Lu Xiaoming", "D000039", "12 Mar 1998", "Ethiopia 40"):
        assert expected in text
    assert " ".join(manifest.digest[at : at + 4] for at in range(0, 16, 4)) in text
    assert "ledger ab12 ab12 ab12 ab12" in text
    for word in ("Camp", "Bridge", "Immigration", "Boarding", "Handed over by", "Received by"):
        assert word in text


def test_a_script_without_a_typeface_leaves_the_documents_name_alone(tmp_path: Path) -> None:
    sinhala = a_pair("P1", name="Kasun Perera", name_native="කසුන් පෙරේරා")
    only = a_pair("P2", name="කසුන් පෙරේරා", document_number="X2")
    text = text_of(a_pdf(a_manifest(sinhala, only)), tmp_path)
    assert "Kasun Perera" in text
    assert "no typeface for its script" in text
    assert "?" not in text


@pytest.mark.parametrize("count", [500])
def test_five_hundred_rows_take_less_than_three_seconds(count: int) -> None:
    manifest = a_page_of(count)
    began = time.process_time()
    pdf = a_pdf(manifest)
    assert time.process_time() - began < 3
    assert len(pdf) < 600_000
