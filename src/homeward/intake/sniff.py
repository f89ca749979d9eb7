"""What file is this: by its content, held against its name; refused before it can do harm."""

from __future__ import annotations

import codecs
import csv
import io
import re
import zipfile
from collections.abc import Callable
from pathlib import PurePath

from homeward.errors import InputError, Spot
from homeward.intake.words import words
from homeward.policy import Policy

KINDS = {".xlsx": "xlsx", ".xls": "xls", ".ods": "ods", ".csv": "text", ".tsv": "text", ".txt": "text", ".json": "json"}

_SIGNATURES = (
    (b"PK\x03\x04", "zip"),
    (b"PK\x05\x06", "zip"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "xls"),
    (b"%PDF", "other"),
    (b"MZ", "other"),
    (b"\x7fELF", "other"),
    (b"\x89PNG", "other"),
    (b"\xff\xd8\xff", "other"),
    (b"\x1f\x8b", "other"),
    (b"Rar!", "other"),
    (b"7z\xbc\xaf", "other"),
)
_MARKUP = re.compile(rb"\s*<(?:!doctype|html|\?xml|head|table|script)", re.IGNORECASE)
_ZIP_RATIO = 300  # a sheet of equal cells shrinks to a hundredth; more than this is made to harm
_ZIP_RATIO_FROM = 20_000_000


def identify(content: bytes, name: str, *, policy: Policy) -> str:
    """Return "xlsx", "xls", "ods", "json" or "text", or refuse what is too large, unknown or not what its name says."""
    at = Spot(file=name)
    promised = KINDS.get(PurePath(name).suffix.lower())
    if promised is None:
        raise InputError("input.unknown-kind", "read are: " + ", ".join(KINDS), at=at)
    if len(content) > policy.list_max_bytes:
        raise InputError("input.too-large", f"{policy.list_max_bytes:,} bytes", at=at)
    if not content.strip(b"\x00 \t\r\n"):
        raise InputError("input.empty", at=at)
    found = next((kind for sign, kind in _SIGNATURES if content.startswith(sign)), "plain")
    if found == "zip":
        found = _kind_of_zip(content, at=at, policy=policy)
    if found == "plain":
        is_markup = _MARKUP.match(content.removeprefix(codecs.BOM_UTF8)) is not None
        found = "other" if is_markup else promised if promised in {"text", "json"} else "text"
    if found != promised:
        raise InputError("input.disguised", f"its name says {PurePath(name).suffix.lower()}", at=at)
    return found


def _kind_of_zip(content: bytes, *, at: Spot, policy: Policy) -> str:
    """Tell the kind of a packed file, after weighing what it unpacks to."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            members = packed.infolist()
            unpacked = sum(member.file_size for member in members)
            if unpacked > policy.unpacked_max_bytes or unpacked > _ZIP_RATIO * max(
                len(content), _ZIP_RATIO_FROM // _ZIP_RATIO
            ):
                raise InputError("input.zip-bomb", f"{policy.unpacked_max_bytes:,} bytes", at=at)
            # Reading each member to its stated size and testing its sum finds a directory that lies about sizes.
            if packed.testzip() is not None:
                raise InputError("input.damaged", at=at)
            names = {member.filename for member in members}
            if "xl/workbook.xml" in names:
                return "xlsx"
            is_sheet = "mimetype" in names and packed.read("mimetype").startswith(_ODS)
            return "ods" if is_sheet and "content.xml" in names else "other"
    except InputError:
        raise
    except Exception as error:  # a damaged archive fails in a dozen ways, none of which says more than this
        raise InputError("input.damaged", at=at) from error


_ODS = b"application/vnd.oasis.opendocument.spreadsheet"


def decode(content: bytes, *, at: Spot) -> str:
    """Return the text of a file in whichever encoding it is, or refuse."""
    try:
        text = content.decode(tell_encoding(content, at=at))
    except UnicodeDecodeError:
        raise InputError("input.encoding", at=at) from None
    if "\x00" in text:
        raise InputError("input.encoding", at=at)
    return text


# Text in UTF-16 has commas, blanks and line ends, every other byte of which is NUL: a tenth of all bytes or more.
_NULS_AMONG = 10


def tell_encoding(content: bytes, *, at: Spot) -> str:
    """Return the name of the encoding that a file, or a whole number of its lines, is in; or refuse."""
    for mark, encoding in (
        (codecs.BOM_UTF8, "utf-8-sig"),
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
    ):
        if content.startswith(mark):
            return encoding
    if b"\x00" in content:
        even, odd = content[0:4000:2].count(0), content[1:4000:2].count(0)
        if max(even, odd) * _NULS_AMONG < len(content[:4000]):
            raise InputError("input.encoding", "NUL bytes", at=at)
        return "utf-16-le" if odd > even else "utf-16-be"
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return _legacy(content, at=at)
    return "utf-8"


def _is_common(encoding: str, last_lead: int) -> Callable[[str], bool]:
    def test(sign: str) -> bool:
        raw = sign.encode(encoding, "ignore")
        return len(raw) == 2 and raw[0] <= last_lead and "\u4e00" <= sign <= "\u9fff"

    return test


# How a right decoding shows: the share of its non-ASCII signs that are the everyday ones of its script. The first
# level of GB 2312 ends with lead byte D7, that of Big5 with C6.
_LEGACY: tuple[tuple[str, Callable[[str], bool]], ...] = (
    ("gb18030", _is_common("gb2312", 0xD7)),
    ("big5hkscs", _is_common("big5", 0xC6)),
    ("cp1252", lambda sign: "À" <= sign <= "ÿ" or sign in "ŒœŠšŽžŸ‘’“”–—…€"),
    ("cp874", lambda sign: "\u0e01" <= sign <= "\u0e5b"),
    ("cp1251", lambda sign: "А" <= sign <= "я" or sign in "Ёё№"),
)
_ENOUGH = 0.6


def _legacy(content: bytes, *, at: Spot) -> str:
    """Return the encoding that shows most known words, then most everyday signs of its script."""
    best, best_mark = "", (0.0, 0.0)
    for encoding, is_common in _LEGACY:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        signs = [sign for sign in text[:20_000] if sign > "\x7f"]
        share = sum(map(is_common, signs)) / max(len(signs), 1)
        lone = _lone_share(text[:20_000]) if encoding == "cp1252" else 1.0
        mark = (float(_known_words(text)), share * lone)
        if share >= _ENOUGH and mark > best_mark:
            best, best_mark = encoding, mark
    if not best:
        raise InputError("input.encoding", at=at)
    return best


def _lone_share(text: str) -> float:
    """Return how many accented letters stand beside plain ones: in western words they do, in others' they do not."""
    runs = re.findall(r"[^\x00-\x7f]+", text)
    return sum(len(run) <= 2 for run in runs) / max(len(runs), 1)


def _known_words(text: str) -> int:
    head = re.split(r"[,;\t\r\n|]", text[:4000])
    known = words().attributes.keys() | words().totals
    return len({cell for cell in head if cell and not cell.isascii() and cell.strip(' "') in known})


def delimiter(text: str) -> str:
    """Return the sign between a text's columns: the one that gives most rows the same number of them."""
    lines = [line for line in text[:100_000].splitlines() if line.strip()][:50]
    best, best_mark = ",", (0, 0)
    for sign in ",;\t|":
        try:
            widths = [len(row) for row in csv.reader(lines, delimiter=sign)]
        except csv.Error:
            continue
        wide = [width for width in widths if width > 1]
        usual = max(set(wide), key=lambda width: (wide.count(width), width), default=0)
        mark = (wide.count(usual), usual)
        if mark > best_mark:
            best, best_mark = sign, mark
    return best
