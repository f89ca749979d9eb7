"""Any text at all as a name: nothing breaks, nothing takes long, and the order of the two never matters."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from homeward.errors import InputError
from homeward.match import keys, load_model, name_pair, prepare
from homeward.match.spelling import ascii_form, likeliest, surplus
from homeward.record import (
    Attribute,
    Claim,
    PersonRecord,
    Source,
    canonical_number,
    fold_native,
    read_dates,
    read_document,
    read_name,
)
from homeward.record.scripts import fold_latin, script_of, tidy

MODEL = load_model("1")
# One stretch of each script that names are written in, marks that turn or join text, and halves of surrogate pairs.
SCRIPTS = (
    *("abcĐđéßŁ'-.@()/", "αβγδάή", "абвгқөү", "աբգև", "אבגד״", "ابتثپگہھيی", "अकखग्िीं", "কখগ্য়া", "ਕਖਗੰੱ", "કખગ", "ଓକଖ"),
    *("கஙசஃ்", "కఖగొ", "ಕಖಗ", "കഖഗൻ", "කඛග්", "กขคเแโไ์ำรล", "ກຂຄເໄໜ", "ཀཁག", "ကခဂေျြွ်္ဦ", "აბგ", "김이박ㄱ각"),
    *(
        "ሀለሐገወ",
        "កខគ្ាំ់",
        "さくらカナーッ",
        "李陆吕陳欧阳",
        "\u200b\u200c\u200d\u200e\u200f\u202e\u2066\u2069\ufeff",
        "\ud800\udfff",
    ),
    *("0123٤५๖၇", "  \t\n\u00a0\u3000", "😀𐍈𠮷"),
)
texts = st.one_of(
    st.text(max_size=40),
    st.text(alphabet=st.sampled_from("".join(SCRIPTS)), max_size=40),
    st.lists(
        st.sampled_from(SCRIPTS).flatmap(lambda letters: st.text(letters, min_size=1, max_size=9)), max_size=5
    ).map(" ".join),
)


@given(texts, texts)
@settings(max_examples=300, deadline=None)
def test_any_two_texts_are_weighed_and_the_order_never_matters(left, right):
    there, back = name_pair(left, right, MODEL), name_pair(right, left, MODEL)
    assert there == back


@given(texts)
@settings(max_examples=300, deadline=None)
def test_normalising_twice_is_normalising_once(text):
    once = tidy(text)
    assert tidy(once) == once
    for name in read_name(text):
        for token in name.tokens:
            assert fold_native(token.text, token.script) == token.text
            assert fold_latin(fold_latin(token.text)) == fold_latin(token.text)
    assert canonical_number(canonical_number(text)) == canonical_number(text)
    number = read_document(text).number
    assert read_document(number).number == number


@given(texts)
@settings(max_examples=200, deadline=None)
def test_a_date_read_from_its_own_iso_form_is_that_date(text):
    try:
        readings = read_dates(text)
    except InputError:
        return
    for reading in readings:
        assert read_dates(reading.iso)[0].iso == reading.iso


@given(texts)
@settings(max_examples=200, deadline=None)
def test_a_name_agrees_with_itself_at_least_as_well_as_with_anything(text):
    if any(ascii_form(token.text) for name in read_name(text) for token in name.tokens):
        assert name_pair(text, text, MODEL).bits > 0


@given(texts, st.text("abcdefghijklmnopqrstuvwxyz", min_size=1, max_size=12))
@settings(max_examples=200, deadline=None)
def test_any_word_of_any_script_has_a_latin_form_and_a_surplus(word, latin):
    script = script_of(word) or "latin"
    assert set(likeliest(word, script)) <= set("abcdefghijklmnopqrstuvwxyz") or script == "latin"
    assert ascii_form(word).isascii()
    assert isinstance(surplus(fold_native(word, script), script, latin), float)


@pytest.mark.parametrize("letters", SCRIPTS)
@pytest.mark.parametrize("gap", ["", " "])
def test_ten_thousand_letters_take_no_time(letters, gap):
    text = gap.join((letters * 10_000)[:10_000])
    source = Source(list_id="l")
    started = time.process_time()
    record = prepare(
        PersonRecord(id="l:1", claims=(Claim(attribute=Attribute.NAME, value=text, readings=(), source=source),))
    )
    keys(record)
    name_pair(text, text[1:] + "x", MODEL)
    name_pair(text, "Mohammad Abdul Karim", MODEL)
    assert time.process_time() - started < 2.0
