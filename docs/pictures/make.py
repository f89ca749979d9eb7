"""Make the pictures of README and guide from a demo's folder: `.venv/bin/python docs/pictures/make.py demo-data`.

What waits on whom, as SVG, and one manifest page with names of three scripts, as PNG. Without a folder only the guide's
picture of a pair in bits is made. The people are invented.
"""

from __future__ import annotations

import sys
from collections import Counter
from dataclasses import replace
from math import log2
from pathlib import Path

from homeward.match import Comparison, compare, load_model, prepare
from homeward.policy import standard_policy
from homeward.record import Attribute, Claim, PersonRecord, Source

HERE = Path(__file__).parent
ROWS = {"CHN": 7, "ETH": 6, "IND": 6}
GATES = {
    ("mission", "nationality"): "Embassies: confirm nationality",
    ("caseworker", "nationality"): "Caseworkers: the state said no, or asks",
    ("coordinator", "slot"): "Coordinator: find a day and a seat",
    ("coordinator", "group"): "Coordinator: complete the group",
    ("protection", "protection"): "Protection: finish its own work",
    ("health", "fit"): "Health: fit to travel",
    ("reviewer", "identity"): "Reviewer: settle who is who",
    ("caseworker", "funding"): "Caseworkers: find the fare",
    ("mission", "document"): "Embassies: issue a travel paper",
    ("mission", "officials"): "Embassies: name a day at the crossing",
    ("transit", "guarantee"): "Transit state: agree to let pass",
}

# The pair of the guide: two lists of a thousand names each.
LISTED = 1_000
PAIR: tuple[dict[str, str], ...] = (
    {"name": "Mohd Yusuf Karimi", "born": "1998", "sex": "M", "father": "Abdul Rahim", "phone": "+66 81 555 0142"},
    {"name": "محمد يوسف كريمي", "born": "1998-03-12", "sex": "M", "father": "Ghulam Nabi", "phone": "081 555 0142"},
)
PAIR_ATTRIBUTES = ("name", "born", "sex", "phone", "father", "document")


def guide_pair() -> Comparison:
    """Compare the pair of the guide with the model that ships."""
    read = ("born", "sex")
    left, right = (
        PersonRecord(
            id=f"{place}:1",
            claims=tuple(
                Claim(
                    attribute=Attribute(name),
                    value=value,
                    readings=(value,) if name in read else (),
                    source=Source(list_id=place),
                )
                for name, value in said.items()
            ),
        )
        for place, said in zip(("camp", "bridge"), PAIR, strict=True)
    )
    return compare(prepare(left), prepare(right), load_model())


def bits_picture() -> str:
    """Draw the pair of the guide: its bits, and the sums that make it undecided or the same among so many names."""
    from homeward.render import Bits, bits_bars

    pair, policy = guide_pair(), standard_policy()
    among = log2(LISTED / load_model().prior["overlap"])
    missing = {name for name, level in pair.levels.items() if level == "missing"}
    return bits_bars(
        [Bits(label=name, bits=None if name in missing else pair.bits[name]) for name in PAIR_ATTRIBUTES],
        title=f"Two records in bits, among {LISTED:,} names",
        undecided_from=among + log2(policy.link_min_review / (1 - policy.link_min_review)),
        same_from=among - log2(policy.link_max_false / (1 - policy.link_max_false)),
    )


def waiting_picture() -> str:
    """Draw what waits on whom."""
    from homeward.render import Bar, horizontal_bars
    from homeward.web.actions.base import by_actor
    from homeward.web.queries.sitting import people_waiting

    waiting = people_waiting(by_actor("coordinator"))
    groups = Counter((row.owner, row.waits_on) for row in waiting)
    bars = [
        Bar(
            label=GATES[key],
            value=count,
            note=f"longest {max(row.days for row in waiting if (row.owner, row.waits_on) == key)} days",
        )
        for key, count in groups.most_common()
    ]
    return horizontal_bars(bars, title=f"{len(waiting)} people are still here: what waits on whom")


def manifest_picture() -> bytes:
    """Make the page of a manifest from a few people of three scripts."""
    from homeward.render import manifest_pdf
    from homeward.web import models
    from homeward.web.rows import manifest_of

    row = max(models.Manifest.objects.all(), key=lambda row: len(row.content["entries"]))
    manifest = manifest_of(row)
    left = dict(ROWS)
    chosen = []
    for pair in manifest.cleared:
        if left.get(pair.entry.nationality, 0) and not pair.entry.name_native.isascii():
            left[pair.entry.nationality] -= 1
            chosen.append(pair)
    few = replace(manifest, batch=f"{manifest.batch}-extract", cleared=tuple(chosen))
    name = models.Operation.objects.values_list("name", flat=True).get()
    return manifest_pdf(few, operation=name, made_at=row.made_at)


def main(folder: str = "") -> None:
    """Write the pictures beside this file."""
    (HERE / "bits.svg").write_text(bits_picture(), encoding="utf-8")
    if not folder:
        return
    import pypdfium2

    from homeward.web.operation import open_operation

    open_operation(Path(folder))
    (HERE / "waiting.svg").write_text(waiting_picture(), encoding="utf-8")
    page = pypdfium2.PdfDocument(manifest_picture())[0]
    page.render(scale=1.6).to_pil().convert("P", palette=1, colors=64).save(HERE / "manifest.png", optimize=True)


if __name__ == "__main__":
    main(*sys.argv[1:2])
