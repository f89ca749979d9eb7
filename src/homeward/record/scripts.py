"""Scripts: which one a text is in, one spelling of it per meaning, and where its syllables end.

Nothing here turns one script into another; that is `record.romanise`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator

from homeward.record.zawgyi import from_zawgyi, is_zawgyi

# Unicode blocks, by first and last code point (Unicode 16, Blocks.txt).
_BLOCKS: tuple[tuple[int, int, str], ...] = (
    (0x0041, 0x024F, "latin"),
    (0x0250, 0x02AF, "latin"),
    (0x0370, 0x03FF, "greek"),
    (0x0400, 0x052F, "cyrillic"),
    (0x0530, 0x058F, "armenian"),
    (0x0590, 0x05FF, "hebrew"),
    (0x0600, 0x06FF, "arabic"),
    (0x0750, 0x077F, "arabic"),
    (0x0900, 0x097F, "devanagari"),
    (0x0980, 0x09FF, "bengali"),
    (0x0A00, 0x0A7F, "gurmukhi"),
    (0x0A80, 0x0AFF, "gujarati"),
    (0x0B00, 0x0B7F, "oriya"),
    (0x0B80, 0x0BFF, "tamil"),
    (0x0C00, 0x0C7F, "telugu"),
    (0x0C80, 0x0CFF, "kannada"),
    (0x0D00, 0x0D7F, "malayalam"),
    (0x0D80, 0x0DFF, "sinhala"),
    (0x0E00, 0x0E7F, "thai"),
    (0x0E80, 0x0EFF, "lao"),
    (0x0F00, 0x0FFF, "tibetan"),
    (0x1000, 0x109F, "myanmar"),
    (0x10A0, 0x10FF, "georgian"),
    (0x1100, 0x11FF, "hangul"),
    (0x1200, 0x139F, "ethiopic"),
    (0x1780, 0x17FF, "khmer"),
    (0x1E00, 0x1EFF, "latin"),
    (0x3040, 0x309F, "hiragana"),
    (0x30A0, 0x30FF, "katakana"),
    (0x3400, 0x4DBF, "han"),
    (0x4E00, 0x9FFF, "han"),
    (0xAA60, 0xAA7F, "myanmar"),
    (0xAC00, 0xD7AF, "hangul"),
    (0xF900, 0xFAFF, "han"),
    (0xFB50, 0xFEFF, "arabic"),
    (0x20000, 0x3FFFF, "han"),
)


def script_of(text: str) -> str:
    """Return the script of the first letter that has one, "latin" for plain ASCII, "" where there is no letter.

    >>> script_of("အောင်"), script_of("Nguyễn"), script_of("12")
    ('myanmar', 'latin', '')
    """
    for letter in text:
        code = ord(letter)
        if code < 0x80:
            if letter.isalpha():
                return "latin"
            continue
        for first, last, script in _BLOCKS:
            if first <= code <= last:
                return script
    return ""


# Letters that decomposition leaves alone. ICAO Doc 9303-3 §6 (first choice of the standard); ə as Azerbaijan does.
_LATIN = str.maketrans(
    {"đ": "d", "ð": "d", "ø": "o", "ł": "l", "ħ": "h", "ŧ": "t", "ŋ": "n", "ı": "i", "ə": "a", "ß": "ss"}
    | {"æ": "ae", "œ": "oe", "þ": "th", "ĳ": "ij", "ơ": "o", "ư": "u", "ʻ": "", "ʼ": "", "ĸ": "k"}
)


def fold_latin(text: str) -> str:
    """Lower the case, drop the marks and spell special letters in a-z; anything else is left as it is.

    >>> fold_latin("NGUYỄN Thị Đào")
    'nguyen thi dao'
    """
    if text.isascii():
        return text.lower()
    bare = unicodedata.normalize("NFD", text.lower().translate(_LATIN))
    return "".join(letter for letter in bare if not unicodedata.combining(letter)).translate(_LATIN)


# Arabic script: letters that name the same sound in different countries' spelling, and marks that are mostly left out.
_ARABIC = str.maketrans(
    dict.fromkeys("أإآٱ", "ا")
    | {"ى": "ي", "ی": "ي", "ې": "ي", "ئ": "ي", "ؤ": "و", "ة": "ه", "ۀ": "ه", "ہ": "ه", "ھ": "ه", "ە": "ه"}
    | {"ک": "ك", "ڪ": "ك", "ے": "ي", "ۃ": "ه"}
    | dict.fromkeys("ءـًٌٍَُِّْٰ", "")
)
# Ethiopic: series that sound alike in Amharic, by first code point: (from, to).
_ETHIOPIC = {
    start + order: target + order
    for start, target in ((0x1210, 0x1200), (0x1280, 0x1200), (0x1220, 0x1230), (0x12D0, 0x12A0), (0x1340, 0x1338))
    for order in range(7)
}
# A vowel that is written before its consonant, or before two that open a syllable together. Once moved it is put as the
# sister script's sign, so that it is never moved twice.
PREPOSED = "เแโใไເແໂໃໄ"
_THAI_PREPOSED = re.compile("([เแโใไ]+)((?:[กขคตทปผพ][รล]|ห[งญนมยรลว])(?=[ก-ฮะ-ูเ-ไ็])|[ก-ฮ])")
_LAO_PREPOSED = re.compile("([ເແໂໃໄ]+)([ກ-ຮໜໝ])")
_SISTER = str.maketrans(PREPOSED, "ເແໂໃໄเแโใไ")
_THAI_SILENT = re.compile("(?:[ก-ฮ][ิุ]?)?์+|[่-๋]|[່-໌]")
_ONE_SIGN = {"ํา": "ำ", "ໍາ": "ຳ", "เเ": "แ", "ເເ": "ແ"}  # typed in two
# Scripts of India whose blocks in Unicode have the same letter in the same place as Devanagari's (Unicode ch. 12; the
# standard IS 13194): they are read as Devanagari, with the few letters that it has not put as their nearest sound.
_PARALLEL = {
    "gurmukhi": 0x100,
    "gujarati": 0x180,
    "oriya": 0x200,
    "telugu": 0x300,
    "kannada": 0x380,
    "malayalam": 0x400,
}
_OWN_LETTERS = str.maketrans({"ੰ": "ं", "ੱ": "", "ੲ": "इ", "ੳ": "उ", "ൺ": "ण्", "ൻ": "न्", "ർ": "र्", "ൽ": "ल्", "ൾ": "ळ्"})
_NEAREST = str.maketrans("ऎऒॆॊऱऴऩॕॖ", "एओेोरळनेै")
_REPEATED = re.compile("(.)々")
_KATAKANA = {code: code - 0x60 for code in range(0x30A1, 0x30F7)}
_JOINERS = dict.fromkeys((0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF, 0x00AD, 0x200E, 0x200F))


def _reorder(match: re.Match[str]) -> str:
    return match[2] + match[1].translate(_SISTER)


def fold_native(text: str, script: str) -> str:
    """Return one spelling for what its readers take to be the same word; idempotent.

    Thai and Lao vowels that are written before their consonant come out after it, Korean syllables as their letters.
    """
    if script == "arabic":
        return unicodedata.normalize("NFKC", text).translate(_ARABIC)
    if script == "ethiopic":
        return text.translate(_ETHIOPIC)
    if script in ("thai", "lao"):
        text = _THAI_SILENT.sub("", text)
        for signs, sign in _ONE_SIGN.items():
            text = text.replace(signs, sign)
        return (_THAI_PREPOSED if script == "thai" else _LAO_PREPOSED).sub(_reorder, text)
    if script in ("cyrillic", "greek"):
        return fold_latin(text)
    if script in _PARALLEL:
        text = text.translate(_OWN_LETTERS)
        return "".join(map(chr, _as_devanagari(map(ord, text), by=_PARALLEL[script]))).translate(_NEAREST)
    if script == "hangul":
        return unicodedata.normalize("NFD", text)
    if script == "han":
        return _REPEATED.sub(r"\1\1", text)
    return text.translate(_KATAKANA) if script == "katakana" else text


def _as_devanagari(codes: Iterable[int], *, by: int) -> Iterator[int]:
    return (code - by if 0x901 <= code - by <= 0x963 else code for code in codes)


def tidy(text: str) -> str:
    """Return `text` in NFC, Burmese from Zawgyi where it is in it, without joiners and doubled blanks; idempotent."""
    if text.isascii():
        return " ".join(text.split())
    text = unicodedata.normalize("NFC", text.translate(_JOINERS))
    if is_zawgyi(text):
        converted = unicodedata.normalize("NFC", from_zawgyi(text))
        # Letters that make no word in either encoding stay as they are.
        text = text if is_zawgyi(converted) else converted
    return " ".join(text.split())


# A Burmese syllable starts at a consonant that is neither stacked, nor closed by asat, nor under another one.
_KOREAN_START = re.compile("([\u1100-\u115f])")
_BURMESE_START = re.compile("(?<!\u1039)([\u1000-\u1021\u1023-\u102a\u103f])(?!\u1037?[\u103a\u1039])")


def syllables(word: str, script: str) -> tuple[str, ...]:
    """Split a word without blanks into the syllables that names are made of; other scripts come back whole.

    >>> syllables("အောင်အောင်ဦး", "myanmar")
    ('အောင်', 'အောင်', 'ဦး')
    """
    if script == "han":
        return tuple(word)
    if script == "hangul":
        return tuple(_KOREAN_START.sub(r" \1", word).split())
    if script == "myanmar":
        return tuple(_BURMESE_START.sub(r" \1", word).split())
    return (word,)
