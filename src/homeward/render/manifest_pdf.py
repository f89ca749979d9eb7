"""The manifest on paper: A4 landscape, names in their own script first, boxes for counts and both signatures."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from homeward.handover import Entry, Manifest, Point
from homeward.record import nationality_name
from homeward.render.ink import ACCENT, INK, LINE, QUIET, WASH, Sheet, new_sheet

WIDTH, HEIGHT, MARGIN = 297.0, 210.0, 12.0
BODY = WIDTH - 2 * MARGIN
ROW = 10.0
TOP_FIRST, TOP_LATER, BOTTOM = 67.0, 30.0, 198.0
CLOSING = 58.0  # headcounts and signatures, kept together at the end
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
POINTS = (Point.CAMP, Point.BRIDGE, Point.IMMIGRATION, Point.BOARDING)
# Where each column begins, in millimetres from the left edge of the body.
COLUMNS = (
    ("No.", 0.0),
    ("Name, as written by the person and as in the travel document", 10.0),
    ("Sex", 92.0),
    ("Born", 103.0),
    ("Nationality", 128.0),
    ("Travel document", 160.0),
    ("Valid to", 200.0),
    ("Reference", 223.0),
)
TICKS = 247.0
PAPERS = {"passport": "passport", "emergency": "emergency paper", "laissez_passer": "laissez-passer"}


def manifest_pdf(manifest: Manifest, *, operation: str, made_at: datetime, checkpoint: str = "") -> bytes:
    """Return the manifest as PDF. `checkpoint` is the head of the ledger to print beside it, in hex, or nothing."""
    sheet = new_sheet(title=f"Manifest {manifest.batch}, version {manifest.version}", made_at=made_at)
    pages = _paginate(len(manifest.entries))
    for number, (first, last) in enumerate(pages, start=1):
        sheet.pdf.add_page()
        top = _head(sheet, manifest, operation=operation) if number == 1 else _short_head(sheet, manifest)
        if last > first:
            _column_heads(sheet, y=top - 3)
        for line, entry in enumerate(manifest.entries[first:last]):
            _row(sheet, entry, number=first + line + 1, y=top + line * ROW)
        if number == len(pages):
            _closing(sheet, manifest, y=top + (last - first) * ROW + 6)
        _foot(sheet, manifest, page=f"page {number} of {len(pages)}", made_at=made_at, checkpoint=checkpoint)
    return bytes(sheet.pdf.output())


def _paginate(rows: int) -> list[tuple[int, int]]:
    """Cut the rows into pages as (first, last): the closing part stands whole on the last one, under some names."""
    pages: list[tuple[int, int]] = []
    first, top = 0, TOP_FIRST
    while True:
        room = int((BOTTOM - top) // ROW)
        if rows - first <= int((BOTTOM - CLOSING - top) // ROW):
            return [*pages, (first, rows)]
        last = min(first + room, max(rows - 3, first + 1))
        pages.append((first, last))
        first, top = last, TOP_LATER


def _head(sheet: Sheet, manifest: Manifest, *, operation: str) -> float:
    day = manifest.travel_date
    sheet.text(operation, x=MARGIN, y=15, size=9, colour=QUIET)
    sheet.strong(f"Manifest {manifest.batch}", x=MARGIN, y=25, size=22)
    facts = (
        ("Day", f"{WEEKDAYS[day.weekday()]} {_day(day)}"),
        ("Crossing", manifest.crossing),
        ("For", manifest.recipient.replace("_", " ").capitalize()),
        (
            "Version",
            str(manifest.version) + (f" (replaces {_short(manifest.supersedes)})" if manifest.supersedes else ""),
        ),
    )
    x = MARGIN
    for label, value in facts:
        sheet.text(label, x=x, y=33.5, size=8, colour=QUIET)
        x = max(sheet.text(value, x=x, y=39, size=11), x + 14) + 9
    _totals(sheet, manifest, y=48.5)
    side = 25.0
    sheet.qr(code(manifest), x=WIDTH - MARGIN - side, y=10, side=side)
    sheet.right(_short(manifest.digest), x=WIDTH - MARGIN, y=40, size=10)
    sheet.right("seal of this version", x=WIDTH - MARGIN, y=44, size=7.5, colour=QUIET)
    return TOP_FIRST


def _totals(sheet: Sheet, manifest: Manifest, *, y: float) -> None:
    counts = manifest.counts
    all_ = counts["all"]
    words = [f"{all_['all']} {'person' if all_['all'] == 1 else 'people'}"]
    words += [f"{all_[sex]} {word}" for sex, word in (("M", "male"), ("F", "female"), ("X", "other")) if all_[sex]]
    x = sheet.strong(words[0], x=MARGIN, y=y, size=12)
    x = sheet.text("   ".join(["", *words[1:]]), x=x, y=y, size=12)
    # A no-break space keeps each state with its number when the line is full.
    states = [f"{nationality_name(code)} {row['all']}" for code, row in counts.items() if code != "all"]
    line = "  ·  ".join(state.replace(" ", "\u00a0") for state in states)
    sheet.wrapped(line, x=MARGIN, y=y + 5.8, size=8.5, width=BODY - 34, colour=QUIET)


def _short_head(sheet: Sheet, manifest: Manifest) -> float:
    x = sheet.strong(f"Manifest {manifest.batch}", x=MARGIN, y=16, size=12)
    rest = f"version {manifest.version}   ·   {_day(manifest.travel_date)}   ·   {manifest.crossing}"
    sheet.text(rest, x=x + 6, y=16, size=9, colour=QUIET)
    sheet.right(_short(manifest.digest), x=WIDTH - MARGIN, y=16, size=9)
    return TOP_LATER


def _column_heads(sheet: Sheet, *, y: float) -> None:
    for label, at in COLUMNS:
        sheet.text(label, x=MARGIN + at, y=y, size=7.5, colour=QUIET)
    for place in range(1, len(POINTS) + 1):
        sheet.text(str(place), x=MARGIN + TICKS + (place - 1) * 6.6 + 1.5, y=y, size=7.5, colour=QUIET)
    sheet.line(x=MARGIN, y=y + 2, width=BODY, colour=INK, weight=0.35)


def _row(sheet: Sheet, entry: Entry, *, number: int, y: float) -> None:
    left, base = MARGIN, y + 6.1
    sheet.right(str(number), x=left + 7, y=base, size=9, colour=QUIET)
    _name(sheet, entry, x=left + 10, y=y)
    sheet.text(entry.sex, x=left + 92, y=base, size=9.5)
    sheet.text(_partial(entry.birth), x=left + 103, y=base, size=9.5)
    _nationality(sheet, nationality_name(entry.nationality), x=left + 128, y=y)
    sheet.fitted(entry.document_number, x=left + 160, y=y + 4.8, size=9.5, width=38)
    paper = PAPERS.get(entry.document_type, entry.document_type.replace("_", " "))
    sheet.fitted(paper, x=left + 160, y=y + 8.4, size=7.5, width=38, colour=QUIET)
    sheet.text(_day(entry.document_expiry), x=left + 200, y=base, size=9.5)
    sheet.fitted(grouped(entry.person), x=left + 223, y=base, size=9, width=22, colour=QUIET)
    for place in range(len(POINTS)):
        sheet.box(x=left + TICKS + place * 6.6, y=y + 2.7, width=4.6, height=4.6, colour=QUIET)
    sheet.line(x=left, y=y + ROW, width=BODY)


def _nationality(sheet: Sheet, name: str, *, x: float, y: float) -> None:
    if sheet.width(name, size=9.5) <= 30:
        sheet.text(name, x=x, y=y + 6.1, size=9.5)
    else:
        sheet.wrapped(name, x=x, y=y + 4.8, size=8, width=30)


def _name(sheet: Sheet, entry: Entry, *, x: float, y: float) -> None:
    """Write the name in its own script with the document's Latin under it; without one, the document's alone."""
    native = entry.name_native
    if native and native != entry.name and sheet.can_write(native):
        sheet.fitted(native, x=x, y=y + 4.7, size=11, width=80)
        sheet.fitted(entry.name, x=x, y=y + 8.9, size=8, width=80, colour=QUIET)
    elif sheet.can_write(entry.name):
        sheet.fitted(entry.name, x=x, y=y + 6.2, size=11, width=80)
    else:
        sheet.text("(name in the table file: no typeface for its script)", x=x, y=y + 6.2, size=8, colour=QUIET)


def _closing(sheet: Sheet, manifest: Manifest, *, y: float) -> None:
    """Draw the four headcounts and the two signatures."""
    sheet.strong("Headcounts", x=MARGIN, y=y + 3, size=10)
    rule = "counted = expected − absent; every absent person with a reason class beside the name"
    sheet.text(rule, x=MARGIN + 25, y=y + 3, size=7.5, colour=QUIET)
    width = (BODY - 9) / 4
    for place, point in enumerate(POINTS):
        x = MARGIN + place * (width + 3)
        expected = len(manifest.entries) if place == 0 else None
        _count_box(sheet, f"{place + 1}  {point.value.capitalize()}", x=x, y=y + 5, width=width, expected=expected)
    wide = (BODY - 3) / 2
    for place, side in enumerate(("Handed over by", "Received by")):
        _sign_box(sheet, side, x=MARGIN + place * (wide + 3), y=y + 26, width=wide)


def _count_box(sheet: Sheet, title: str, *, x: float, y: float, width: float, expected: int | None) -> None:
    sheet.fill(x=x, y=y, width=width, height=6, colour=WASH)
    sheet.box(x=x, y=y, width=width, height=18)
    sheet.strong(title, x=x + 2, y=y + 4.2, size=8.5)
    sheet.right("time ____ : ____", x=x + width - 2, y=y + 4.2, size=7.5, colour=QUIET)
    third = width / 3
    for place, label in enumerate(("expected", "counted", "absent")):
        sheet.text(label, x=x + place * third + 2, y=y + 9.4, size=7, colour=QUIET)
        if place:
            sheet.pdf.set_draw_color(*LINE)
            sheet.pdf.line(x + place * third, y + 6, x + place * third, y + 18)
    if expected is not None:
        sheet.text(str(expected), x=x + 2, y=y + 15.6, size=13)


def _sign_box(sheet: Sheet, title: str, *, x: float, y: float, width: float) -> None:
    sheet.box(x=x, y=y, width=width, height=25)
    sheet.strong(title, x=x + 2, y=y + 4.4, size=8.5)
    half = (width - 10) / 2
    for row, labels in enumerate((("organisation", "name and rank"), ("signature", "date and time"))):
        for column, label in enumerate(labels):
            at = x + 3 + column * (half + 4)
            sheet.line(x=at, y=y + 11.5 + row * 9, width=half, colour=QUIET)
            sheet.text(label, x=at, y=y + 14.3 + row * 9, size=7, colour=QUIET)


def _foot(sheet: Sheet, manifest: Manifest, *, page: str, made_at: datetime, checkpoint: str) -> None:
    y = HEIGHT - 7
    made = f"made {_day(made_at.date())} {made_at:%H:%M %Z}".rstrip()
    ticks = "   ".join(f"{place} {point.value}" for place, point in enumerate(POINTS, start=1))
    head = f"   ·   ledger {_short(checkpoint)}" if checkpoint else ""
    sheet.text(f"{made}{head}   ·   {ticks}", x=MARGIN, y=y, size=7.5, colour=QUIET)
    sheet.right(page, x=WIDTH - MARGIN, y=y, size=8.5, colour=ACCENT)


def code(manifest: Manifest) -> str:
    """Return what the QR code says: batch, version and seal; no name, no nationality, no address."""
    return f"HOMEWARD {manifest.batch} v{manifest.version} {manifest.digest}"


def grouped(reference: str) -> str:
    """Return a reference in groups of four, as it is read aloud; one that has its own dashes stays as it is."""
    if "-" in reference or len(reference) <= 6:
        return reference
    return " ".join(reference[at : at + 4] for at in range(0, len(reference), 4))


def _short(digest: str) -> str:
    return " ".join(digest[at : at + 4] for at in range(0, 16, 4))


def _day(day: date) -> str:
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def _partial(text: str) -> str:
    parts: Sequence[str] = text.split("-") if text else ()
    words = [MONTHS[int(part) - 1] if place == 1 else str(int(part)) for place, part in enumerate(parts)]
    return " ".join(reversed(words))
