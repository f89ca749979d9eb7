"""Gates: what screening, guarantees and money say is taken in, then every gate of every waiting person is assessed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from homeward.errors import InputError, Refused
from homeward.policy import standard_policy
from homeward.record import read_nationality
from homeward.screen import FUNDING, GUARANTEES, SCREENING, Assessment, GateState, State, screen_all, standard_rules
from homeward.web import models
from homeward.web.actions.base import By, Done, action, known
from homeward.web.actions.facts import facts_of, portions, waiting_people
from homeward.web.actions.papers import read_paper
from homeward.web.actions.writing import fill, parts, rewrite

# Actions after which everybody has been assessed that day.
ASSESSING = ("gates.assess", "hold.set", "hold.lift")
_WORD = ("person", "gate", "opened_on", "by")
# One row of `screening.xlsx` gives words on these gates.
_WORDS = (("basis", "agreed_on"), ("fit", "fit_on"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Assessed:
    """How many waiting people were assessed, how many are cleared, and what the others wait for, by owner."""

    people: int
    cleared: int
    waits: dict[str, int]


@action("screening.record")
def screening_import(by: By, *, data: bytes, file_name: str) -> Done[int]:
    """Take in what the screening team wrote down. A row that names nobody on a list refuses the whole file."""
    lines = read_paper(data, file_name, columns=SCREENING)
    tracks = standard_rules().tracks
    holds: list[models.Hold] = []
    screenings: list[tuple[object, ...]] = []
    words: list[tuple[object, ...]] = []
    for line in lines:
        person = line.somebody()
        if line["track"] not in tracks:
            raise InputError("input.bad-value", "no such track", at=line.at("track"))
        said = (line["track"], line["outcome"] or "unknown", line.day("date"), line["interviewer"], line["interpreter"])
        screenings.append((person.pk, *said, []))
        if line["hold"]:
            holds.append(models.Hold(person=person, reason_class=line["hold"], set_by=by.username, set_at=by.at))
        days = [(gate, line.day(column)) for gate, column in _WORDS]
        words += [(person.pk, gate, day, [by.username]) for gate, day in days if day is not None]
    fields = ("person", "track", "outcome", "on", "interviewer", "interpreter", "decided_by")
    fill(models.Screening, fields, rows=screenings)
    models.Hold.objects.bulk_create(holds, batch_size=500)
    fill(models.Word, _WORD, rows=words)
    return Done(value=len(lines), object="screening", content={"rows": len(lines)})


@action("screening.record")
def absence_decide(by: By, *, people: Sequence[str]) -> Done[int]:
    """Agree that these people may travel without an interview; it counts once a second, different officer agrees.

    Returns for how many both have agreed.
    """
    rows: list[int] = []
    known: dict[int, models.Word] = {}
    for some in parts(sorted(set(people))):
        those = models.Person.objects.filter(reference__in=some, merged_into=None).values_list("pk", flat=True)
        rows.extend(those)
        known |= {word.person_id: word for word in models.Word.objects.filter(gate="screening", person__in=those)}
    if len(rows) != len(set(people)):
        raise InputError("input.bad-value", "somebody is not there")
    fresh = [(row, "screening", None, [by.username]) for row in rows if row not in known]
    agreed = [word for word in known.values() if by.username not in word.by]
    for word in agreed:
        word.by, word.opened_on = [*word.by, by.username], by.day
    fill(models.Word, _WORD, rows=fresh)
    rewrite(agreed, ["by", "opened_on"])
    content = {"people": len(rows), "agreed": len(agreed)}
    return Done(value=len(agreed), object="screening", content=content, has_changed=bool(fresh or agreed))


@action("guarantee.record")
def guarantees_import(by: By, *, data: bytes, file_name: str) -> Done[int]:
    """Take in which state guarantees to take its people back, and until when."""
    lines = read_paper(data, file_name, columns=GUARANTEES)
    fresh = [
        models.Guarantee(
            nationality=read_nationality(line["nationality"]),
            guaranteed_by=line["guaranteed_by"],
            valid_from=line.needed_day("from"),
            valid_until=line.needed_day("until"),
        )
        for line in lines
    ]
    models.Guarantee.objects.bulk_create(fresh)
    return Done(value=len(lines), object="guarantees", content={"states": sorted({row.nationality for row in fresh})})


@action("funding.record")
def funding_import(by: By, *, data: bytes, file_name: str) -> Done[int]:
    """Take in who pays: a row without a reference covers the whole nationality."""
    lines = read_paper(data, file_name, columns=FUNDING)
    fresh = []
    for line in lines:
        person = line.somebody() if line["reference"] else None
        nationality = person.nationality if person else read_nationality(line["nationality"])
        paid_on = line.needed_day("paid_on")
        fresh.append(models.Funding(nationality=nationality, person=person, payer=line["payer"], paid_on=paid_on))
    models.Funding.objects.bulk_create(fresh, batch_size=500)
    return Done(value=len(lines), object="funding", content={"rows": len(lines)})


@action("hold.set")
def hold_set(by: By, *, person: str, reason_class: str) -> Done[None]:
    """Shut the gate for one person. Anyone on protection may, alone and at once."""
    row = known(models.Person.objects.filter(reference=person, merged_into=None), "no such person")
    hold = models.Hold.objects.create(person=row, reason_class=reason_class, set_by=by.username, set_at=by.at)
    _assess_touched(by, row)
    return Done(value=None, object=f"hold:{hold.pk}")


@action("hold.lift")
def hold_lift(by: By, *, hold_id: int) -> Done[bool]:
    """Agree to lift a hold; it is lifted when a second, different person has agreed too. Returns whether it is."""
    hold = known(models.Hold.objects.filter(pk=hold_id, lifted_at=None).select_related("person"), "no such hold")
    if by.username in hold.lifted_by:
        raise Refused("refused.second-person", "you have agreed already")
    hold.lifted_by = [*hold.lifted_by, by.username]
    hold.lifted_at = by.at if len(hold.lifted_by) >= 2 else None
    hold.save(update_fields=["lifted_by", "lifted_at"])
    _assess_touched(by, hold.person)
    return Done(value=hold.lifted_at is not None, object=f"hold:{hold.pk}", content={"agreed": len(hold.lifted_by)})


@action("gates.assess")
def gates_assess(by: By) -> Done[Assessed]:
    """Assess every gate of everybody who waits, clear those for whom all are open, and say what the others wait for."""
    assessed = _assess_all(by)
    content = {"people": assessed.people, "cleared": assessed.cleared, "rules": standard_rules().name}
    return Done(value=assessed, object="gates", content=content)


def _assess_all(by: By) -> Assessed:
    """Assess everybody who waits, some thousand at a time; who waits no more has no gates."""
    models.Gate.objects.all().delete()
    models.SealedGate.objects.all().delete()
    return _assess(by, waiting_people())


def _assess_touched(by: By, person: models.Person) -> None:
    """Assess one person and those who must travel with them, where everybody was assessed today already.

    Else assess everybody: sentences told to one person on another day than to all the others would show that
    something has happened to this one.
    """
    today = models.LedgerEntry.objects.filter(verb__in=ASSESSING, at__gte=by.midnight)
    if not today.exists():
        _assess_all(by)
        return
    touched = waiting_people().filter(Q(pk=person.pk) | Q(group_key=person.group_key) & ~Q(group_key=""))
    for table in (models.Gate, models.SealedGate):
        table.objects.filter(person__in=touched).delete()
    _assess(by, touched)


def _assess(by: By, people: QuerySet[models.Person]) -> Assessed:
    """Assess people who have no gates (any more), every member of a group among them."""
    on, rules = by.day, standard_rules()
    own = {gate.id for gate in rules.gates if gate.owner == rules.outward.owner}
    found, cleared = 0, 0
    waits: Counter[str] = Counter()
    for some in portions(people):
        assessments = screen_all(facts_of(some, by=by), rules=rules, policy=standard_policy(), on=on)
        by_person = {assessment.person: assessment for assessment in assessments}
        pairs = [(person, by_person[person.reference]) for person in some]
        fill(models.Gate, _GATE, rows=_rows(pairs, lambda a: a.outward))
        fill(models.SealedGate, _GATE, rows=_rows(pairs, lambda a: [gate for gate in a.gates if gate.gate in own]))
        _store_clearances(pairs)
        waits += _store_waits(pairs)
        found += len(pairs)
        cleared += sum(assessment.clearance is not None for assessment in assessments)
    return Assessed(people=found, cleared=cleared, waits=dict(waits))


_Pairs = Sequence[tuple[models.Person, Assessment]]


_GATE = ("person", "gate", "title", "order", "state", "since", "until", "owner", "sentence")


def _rows(pairs: _Pairs, chosen: Callable[[Assessment], Sequence[GateState]]) -> Iterator[tuple[object, ...]]:
    for person, assessment in pairs:
        for order, gate in enumerate(chosen(assessment)):
            words = (gate.gate, gate.title, order, gate.state.value, gate.since, gate.until, gate.owner, gate.staff)
            yield (person.pk, *words)


def _store_clearances(pairs: _Pairs) -> None:
    models.Clearance.objects.filter(person__in=[person for person, _ in pairs]).delete()
    fields = ("person", "valid_from", "valid_until", "rules_version", "rests_on")
    rows = (
        (person.pk, given.valid_from, given.valid_until, given.rules, list(given.rests_on))
        for person, assessment in pairs
        if (given := assessment.clearance) is not None
    )
    fill(models.Clearance, fields, rows=rows)


def _store_waits(pairs: _Pairs) -> Counter[str]:
    """Write down for everybody what they wait for, whose turn it is and what they may be told."""
    waits: Counter[str] = Counter()
    for person, assessment in pairs:
        first = next((gate for gate in assessment.outward if gate.state is not State.OPEN), None)
        person.told = assessment.told
        person.waits_on = first.gate if first else "slot"
        person.waits_owner = first.owner if first else "coordinator"
        person.waits_since = first.since if first else assessment.on
        waits[person.waits_owner] += 1
    rewrite([person for person, _ in pairs], ["told", "waits_on", "waits_owner", "waits_since"])
    return waits
