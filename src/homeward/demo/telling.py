"""What the story came to: figures for machines, lines for people, and how right it was by the world's own truth."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from homeward.case import Stage
from homeward.demo import desks
from homeward.demo.files import ListFile
from homeward.demo.score import Score, grouped, pairs_across, score, write_errors
from homeward.demo.steps import ACCOUNTS, DESKS, PASSWORD
from homeward.demo.story import Played
from homeward.engines import read_parquet
from homeward.web.actions.base import by_actor
from homeward.web.queries.plan import plan_see
from homeward.web.queries.sitting import Waiting, confirmed_count, held_count, people_waiting, stage_counts
from homeward.web.queries.statement import stated_all

WORLD = "on our own synthetic world"
# Making the world, and an operation with its accounts: done once, before the first list comes.
SETTING_UP = ("world", "open")


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What the story came to: the figures for machines and the lines for people."""

    figures: dict[str, object]
    lines: tuple[str, ...]


def tell(played: Played) -> Told:
    """Put the story into figures and words, and write its errors to `outside/errors.csv`."""
    by = by_actor("coordinator")
    found, stages = played.found, stage_counts(by)
    people, home = found["review"]["people"], stages.get(Stage.ARRIVED, 0)
    links, proposals = _link_score(played), _proposal_score(played)
    write_errors(played.folder / "outside" / "errors.csv", links=links, proposals=proposals)
    taken, counts = found["intake"], _counts(found)
    figures: dict[str, object] = {
        "people": people,
        "home": home,
        "waiting": people - home,
        "people_true": len(played.world.people),
        "lists": len(taken),
        "rows_read": sum(row.rows_read for row in taken),
        "rows_left": sum(row.rows_left for row in taken),
        "linked": links.called,
        "link_precision": round(links.precision, 4),
        "link_recall": round(links.recall, 4),
        "proposed": proposals.called,
        "propose_precision": round(proposals.precision, 4),
        "propose_recall": round(proposals.recall, 4),
        **counts,
        "statement_reconciles": found["statement"] is not None,
        "seconds": round(sum(seconds for step, seconds in played.seconds.items() if step not in SETTING_UP), 2),
        "setting_up_seconds": round(sum(played.seconds[step] for step in SETTING_UP), 2),
    }
    waiting = people_waiting(by)
    return Told(figures=figures, lines=tuple(_lines(figures, stages, waiting, links=links, proposals=proposals)))


def _counts(found: dict[str, Any]) -> dict[str, object]:
    return {
        "confirmed": confirmed_count(by_actor("coordinator")),
        "held": held_count(by_actor("screening")),
        "planned": found["plan"].planned,
        "handed_over": found["handover"].handed_over,
        "batches": found["plan"].batches,
        "manifests": len(found["manifest"]),
    }


def _link_score(played: Played) -> Score:
    """Pairs of records across lists as the engine alone left them, against the truth."""
    owner = played.found["link"]["owner"]
    truth = {key: person for key, person in _true_people(played).items() if key in owner}
    return score(pairs_across(grouped(owner)), pairs_across(grouped(truth)))


def _true_people(played: Played) -> dict[str, str]:
    """Return the true person behind each record, by the record's key in the operation."""
    versions = {version.id: _list_version(version) for version in played.files.lists}
    rows = read_parquet(played.files.truth_rows)
    triples = zip(rows["list"], rows["row"], rows["person"], strict=True)
    return {f"{versions[str(name)]}:{row}": str(person) for name, row, person in triples}


def _list_version(version: ListFile) -> str:
    return f"{version.replaces}/2" if version.replaces else f"{version.id}/1"


def _proposal_score(played: Played) -> Score:
    """Proposals the desks were sure of, against who is truly in the registers; read where the desks keep them."""
    truth_of_record, folder = _true_people(played), played.folder / DESKS
    entries = {person.id: person.entry for person in played.world.people if person.entry}
    owner = played.found["review"]["owner"]
    claimants: dict[str, str] = {}
    for record, reference in sorted(owner.items()):
        claimants.setdefault(reference, truth_of_record[record])
    asked = desks.claims_asked(folder)
    there = {(claim, entries[claimants[claim]]) for claim in asked if claimants.get(claim) in entries}
    return score(desks.proposals_made(folder), there)


def _lines(
    figures: dict[str, Any], stages: dict[str, int], waiting: Sequence[Waiting], *, links: Score, proposals: Score
) -> list[str]:
    people, home = figures["people"], figures["home"]
    lines = [
        f"{people:,} identified - {home:,} home = {figures['waiting']:,} waiting; here is what each waits for.",
        "",
        f"{figures['lists']} lists, {figures['rows_read']:,} rows read, {figures['rows_left']} left behind",
        *(f"{count:8,} {stage.replace('_', ' ')}" for stage, count in sorted(stages.items(), key=lambda row: -row[1])),
        "",
        "What waits on whom                       people   oldest   (days)",
    ]
    groups = Counter((row.owner, row.waits_on) for row in waiting)
    oldest = {key: max(row.days for row in waiting if (row.owner, row.waits_on) == key) for key in groups}
    for (owner, gate), count in groups.most_common():
        lines.append(f"  {owner + ': ' + gate:<38} {count:6,} {oldest[owner, gate]:8}")
    untold = sum(not (row.told and row.owner) for row in waiting)
    lines += [
        f"  {len(waiting):,} people have a sentence, an owner and an age; {untold} have not.",
        "",
        f"Accuracy {WORLD} (errors: outside/errors.csv)",
        _accuracy("links", links),
        _accuracy("proposals", proposals),
        "",
        *_phases(),
        f"Planned {figures['planned']:,} people in {figures['batches']} batches; {figures['manifests']} manifests; "
        f"{figures['handed_over']:,} handed over on Monday.",
        f"The statement {'reconciles' if figures['statement_reconciles'] else 'does not reconcile, so there is none'}.",
        f"Pipeline {figures['seconds']:.1f} s.",
        "Stated by others, kept as theirs and added to nothing:",
        *_stated(),
        "",
        f"Accounts, all with the password {PASSWORD}: {', '.join(account[0] for account in ACCOUNTS)}",
    ]
    return lines


def _phases() -> list[str]:
    """The plan by weeks, and what is announced but on no list."""
    seen = plan_see(by_actor("coordinator"))
    if seen is None:
        return []
    weeks = [
        f"  from {phase.first:%d %b} {phase.people:6,} people, {phase.batches} batches, {phase.places_left:6,} free"
        for phase in seen.phases
    ]
    return ["The plan by weeks", *weeks, *([f"  {seen.announced.words}"] if seen.announced else []), ""]


def _stated() -> list[str]:
    figures = stated_all(by_actor("spokesperson"))
    return [f"  {row.value:,} {row.what}, by {row.who} ({row.definition})" for row in figures]


def _accuracy(name: str, found: Score) -> str:
    return f"  {name:<10} {found.called:6,} called   precision {found.precision:.4f}   recall {found.recall:.4f}"
