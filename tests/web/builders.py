"""A small operation in the database: synthetic people of many scripts at every stage, built through the rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

from homeward import ledger
from homeward.handover import Cleared, Entry, Manifest
from homeward.match import compare, load_model, prepare
from homeward.plan import Capacity, Expected, Problem, Unit, problem_to_json, result_to_json, solve
from homeward.record import Attribute, Claim, PersonRecord, Source
from homeward.screen import standard_rules
from homeward.web import models
from homeward.web.actions.base import By, by_actor
from homeward.web.actions.match import reference
from homeward.web.actions.report import statement_draft
from homeward.web.folding import searchable
from homeward.web.permissions import ROLES
from homeward.web.rows import clearance_of, manifest_to_row, record_of, record_to_row

NOW = datetime(2025, 2, 24, 14, 30, tzinfo=UTC)
TODAY = date(2025, 2, 24)
PASSWORD = "a long enough word"
STATES = {"consular": "CHN", "reception": "CHN"}


@dataclass(frozen=True, kw_only=True)
class Someone:
    """One synthetic person as the lists have them."""

    native: str
    latin: str
    sex: str = "M"
    born: str = "1998-03-12"
    written_born: str = ""
    nationality: str = "CHN"
    claimed: str = "Chinese"
    document: str = ""
    phone: str = ""


CROWD = (
    Someone(native="王小明", latin="WANG XIAOMING", born="1996-07-04", document="EJ4471920", phone="13900012345"),
    Someone(native="陈丽华", latin="Chen Li Hua", sex="F", born="2001-11-30", document="EK1180265"),
    Someone(native="李国强", latin="Li Guoqiang", born="1989-01-01", written_born="1/1/1989"),
    Someone(
        native="አበበ ተስፋዬ ገብሬ",
        latin="Abebe Tesfaye Gebre",
        born="1999-03-14",
        written_born="5/7/1991",
        nationality="ETH",
        claimed="Ethiopian",
    ),
    Someone(native="ሳራ መኮንን", latin="Sara Mekonnen", sex="F", born="2003", nationality="ETH", claimed="Ethiopia"),
    Someone(
        native="ကျော်ဇင်ဦး",
        latin="Kyaw Zin Oo",
        born="2007-03-12",
        written_born="၁၂.၃.၂၀၀၇",
        nationality="MMR",
        claimed="Burmese",
    ),
    Someone(
        native="สมชาย ใจดี",
        latin="Somchai Jaidee",
        born="1995-10-22",
        written_born="22/10/2538",
        nationality="THA",
        claimed="ไทย",
    ),
    Someone(
        native="राम बहादुर थापा",
        latin="Ram Bahadur Thapa",
        born="1998-08-05",
        written_born="2055-04-20",
        nationality="NPL",
        claimed="Nepali",
    ),
    Someone(
        native="محمد عمران",
        latin="MUHAMMAD IMRAN",
        born="1993-05-17",
        nationality="PAK",
        claimed="Pakistani",
        document="BN4102233",
    ),
    Someone(native="", latin="Nguyễn Văn Đạt", born="2000-12-01", nationality="VNM", claimed="Viet Nam"),
    Someone(native="", latin="Grace Wanjiru Kamau", sex="F", born="1997-04-09", nationality="KEN", claimed="Kenyan"),
    Someone(native="", latin="Suharto", born="1994-02", nationality="IDN", claimed="Indonesia"),
)


def an_operation(*, is_demo: bool = True) -> models.Operation:
    """Write the operation's own row: crossings, sites and seats included."""
    return models.Operation.objects.create(
        name="Myawaddy 2025",
        base_date=date(2025, 1, 30),
        policy_version="1",
        clock=NOW,
        is_demo=is_demo,
        capacity=a_capacity().as_table(),
    )


def a_capacity() -> Capacity:
    """Return two crossings, one busy, one small."""
    week = ["mon", "tue", "wed", "thu", "fri"]
    return Capacity.from_table(
        {
            "horizon": {"from": TODAY + timedelta(days=1), "days": 21},
            "crossing": [
                {"id": "bridge-2", "name": "Friendship Bridge No. 2", "cap": 4, "weekdays": week},
                {"id": "bridge-1", "name": "Friendship Bridge No. 1", "cap": 2, "weekdays": ["tue", "thu"]},
            ],
            "site": [
                {"id": "kkp", "name": "KK Park", "crossing": "bridge-2"},
                {"id": "swk", "name": "Shwe Kokko", "crossing": "bridge-1"},
            ],
            "nationality_days": [{"nationality": "CHN", "weekdays": ["wed", "thu", "fri"]}],
            "presence": [
                {"nationality": code, "crossing": bridge, "weekdays": week}
                for code in sorted({someone.nationality for someone in CROWD})
                for bridge in ("bridge-1", "bridge-2")
            ],
            "carrier": [
                {"id": "bus-tak", "kind": "bus", "crossing": bridge, "seats": 25, "vehicles": 2, "weekdays": week}
                for bridge in ("bridge-2",)
            ]
            + [{"id": "van-mst", "kind": "bus", "crossing": "bridge-1", "seats": 12, "vehicles": 1, "weekdays": week}],
        }
    )


def an_organisation(name: str, *, kind: str = "authority", state: str = "") -> models.Organisation:
    """Return an organisation, made where it is not there."""
    return models.Organisation.objects.get_or_create(name=name, defaults={"kind": kind, "state": state})[0]


def an_actor(role: str, *, username: str = "", state: str = "") -> models.Actor:
    """Make an account with one role and the password of all builders."""
    state = state or STATES.get(role, "")
    kind = "mission" if state else "ngo" if role in ("screening", "dpo", "caseworker") else "authority"
    names = {"mission": f"Embassy of {state}", "ngo": "Return Aid", "authority": "Joint Registration Office"}
    actor = models.Actor(
        username=username or role,
        full_name=f"{ROLES[role].title} One",
        organisation=an_organisation(names[kind], kind=kind, state=state),
        roles=[role],
    )
    actor.password = _hashed()
    actor.save()
    return actor


_HASHED: list[str] = []


def _hashed() -> str:
    """Hash the one password once: a good hash is slow on purpose."""
    if not _HASHED:
        actor = models.Actor()
        actor.set_password(PASSWORD)
        _HASHED.append(actor.password)
    return _HASHED[0]


def a_list(
    name: str, *, version: int = 1, organisation: str = "Camp authority", report: dict[str, object] | None = None
) -> models.SourceList:
    """Make one version of a list with a report that has a finding and a row left behind."""
    return models.SourceList.objects.create(
        name=name,
        version=version,
        organisation=an_organisation(organisation, kind="camp_authority"),
        file_name=f"{name}.xlsx",
        digest=f"{name}{version}".encode().hex().ljust(64, "7")[:64],
        received_at=NOW - timedelta(days=20 - version),
        rows_read=len(CROWD) + 1,
        rows_left=1,
        report=report
        or {
            "columns": {"အမည်": ["name"], "Nationality": ["nationality"], "DOB": ["born"]},
            "columns_not_taken": ["Remarks"],
            "titles": ["KK Park, list of foreigners"],
            "findings": [
                {"code": "total-differs", "row": 15, "column": "No.", "found": 13, "stated": 31,
                 "proposal": "31 and 13 differ by two digits that changed places; ask which is right."}
            ],
            "leftovers": [{"row": 9, "column": "Nationality", "code": "input.ambiguous-nationality"}],
        },
    )  # fmt: skip


def a_record(source: models.SourceList, *, row: int, someone: Someone, person: models.Person | None) -> models.Record:
    """Write one record of one person on one list."""
    said = {
        Attribute.NAME: ((someone.native, ()), (someone.latin, ())),
        Attribute.SEX: (({"M": "Male", "F": "Female"}[someone.sex], (someone.sex,)),),
        Attribute.BORN: ((someone.written_born or someone.born, (someone.born,)),),
        Attribute.NATIONALITY: ((someone.claimed, (someone.nationality,)),),
        Attribute.DOCUMENT: ((someone.document, (someone.document,)),),
        Attribute.PHONE: ((someone.phone, (someone.phone,)),),
        Attribute.SITE: (("KK Park", ()),),
        Attribute.REFERENCE: ((str(row), ()),),
    }
    key = f"{source.name}/{source.version}:{row}"
    claims = tuple(
        Claim(
            attribute=attribute,
            value=value,
            readings=readings,
            source=Source(list_id=f"{source.name}/{source.version}", row=row, column=attribute.value.title()),
        )
        for attribute, values in said.items()
        for value, readings in values
        if value
    )
    record = record_to_row(PersonRecord(id=key, claims=claims), source)
    record.person = person
    record.save()
    return record


def a_person(
    number: int,
    someone: Someone,
    *,
    stage: str = "waiting",
    waits: Sequence[str] = ("nationality", "mission"),
    days: int = 12,
) -> models.Person:
    """Write one person with the gates that everybody may see."""
    since = TODAY - timedelta(days=days)
    person = models.Person.objects.create(
        reference=reference(number),
        created_at=NOW - timedelta(days=days + 3),
        stage=stage,
        stage_since=NOW - timedelta(days=days),
        name_native=someone.native,
        name_latin=someone.latin,
        sex=someone.sex,
        born=someone.born,
        youngest_born=someone.born,
        nationality=someone.nationality,
        site="KK Park",
        search=" ".join(searchable(text) for text in (reference(number), someone.native, someone.latin) if text),
        waits_on=waits[0] if stage == "waiting" else "",
        waits_owner=waits[1] if stage == "waiting" else "",
        waits_since=since if stage == "waiting" else None,
        told="We have asked your embassy and have no answer yet; ask again on Monday." if stage == "waiting" else "",
    )
    models.StageChange.objects.create(
        person=person, source="registered", target="waiting", by="reviewer", at=NOW - timedelta(days=days + 1)
    )
    rules = standard_rules()
    shown = [gate for gate in rules.gates if gate.owner != "protection" and gate.applies == "always"]
    is_open = True
    for order, gate in enumerate((*shown, rules.outward)):
        is_open = is_open and gate.id != waits[0]
        models.Gate.objects.create(
            person=person,
            gate=gate.id,
            title=gate.title,
            order=order,
            state="open" if is_open else "waiting",
            since=since,
            owner=gate.owner,
            sentence="" if is_open else gate.staff["waiting"],
        )
    return person


def a_hold(person: models.Person, *, reason_class: str = "fear_of_return", set_by: str = "screening") -> models.Hold:
    """Set a hold with all that goes with it behind the seal; nothing that others see changes."""
    models.SealedGate.objects.create(
        person=person, gate="hold", title="No hold", order=0, state="stopped", since=TODAY, owner="protection",
        sentence="A hold stands; two protection officers may lift it.",
    )  # fmt: skip
    models.Screening.objects.create(
        person=person,
        track="full",
        outcome="identified",
        on=TODAY,
        interviewer="Interviewer Seven",
        interpreter="Interpreter Nine",
    )
    models.Word.objects.create(person=person, gate="basis", stopped_on=TODAY, by=["screening"])
    return models.Hold.objects.create(person=person, reason_class=reason_class, set_by=set_by, set_at=NOW)


def a_pair(left: models.Record, right: models.Record) -> models.Pair:
    """Put two records into the review queue."""
    first, second = sorted((left, right), key=lambda record: record.key)
    compared = compare(prepare(record_of(first)), prepare(record_of(second)), load_model("1"))
    return models.Pair.objects.create(
        left=first, right=second, bits=compared.bits, levels=compared.levels, total_bits=compared.total_bits,
        probability=0.71, decision="undecided",
        model_version="1", policy_version="1", found_at=NOW - timedelta(days=3),
    )  # fmt: skip


def a_request(people: Sequence[models.Person], *, state: str = "CHN", days: int = 12) -> models.Request:
    """Ask a state about some people, so many days ago."""
    mission = models.Mission.objects.get_or_create(
        state=state, defaults={"name": f"Embassy of {state}", "place": "Bangkok", "days_to_answer": 14}
    )[0]
    request = models.Request.objects.create(
        key=f"{state}-{days:02d}-01",
        mission=mission,
        sent_at=NOW - timedelta(days=days),
        due_date=TODAY + timedelta(days=14 - days),
        digest=f"{state}".encode().hex().ljust(64, "5"),
        file_name=f"requests/request-{state}.json",
        fields=["name", "name_native", "sex", "born", "nationality"],
    )
    for person in people:
        models.RequestItem.objects.create(
            request=request,
            person=person,
            fields={"name": person.name_latin, "name_native": person.name_native, "born": person.born},
        )
    return request


def an_answer(person: models.Person, *, outcome: str = "confirmed") -> None:
    """Answer about one person; a confirmed one gets a paper."""
    item = models.RequestItem.objects.get(person=person)
    models.Answer.objects.create(
        item=item, outcome=outcome, evidence="register" if outcome == "confirmed" else "none",
        basis="national" if outcome == "confirmed" else "", question="" if outcome != "more_needed" else "born",
        officer="Consul Ma", answered_at=NOW - timedelta(days=2),
    )  # fmt: skip
    if outcome == "confirmed":
        person.nationality_confirmed = person.nationality
        person.save()
        models.TravelDocument.objects.create(
            person=person, kind="emergency", number=f"TD{person.pk:06d}", post="Bangkok", name=person.name_latin,
            valid_from=TODAY - timedelta(days=2), valid_to=TODAY + timedelta(days=60),
        )  # fmt: skip


def a_plan(people: Sequence[models.Person]) -> models.Plan:
    """Plan some people with the real solver."""
    units = tuple(
        Unit(
            id=person.reference,
            people=(person.reference,),
            nationalities=(person.nationality,),
            site="kkp",
            standing=Expected(ready_on=TODAY + timedelta(days=1)),
        )
        for person in people
    )
    problem = Problem(capacity=a_capacity(), units=units)
    result = solve(problem, seconds=0.5, seed=1)
    return models.Plan.objects.create(
        made_at=NOW - timedelta(hours=2), problem=problem_to_json(problem), result=result_to_json(result)
    )


def a_batch(
    plan: models.Plan,
    people: Sequence[models.Person],
    *,
    key: str = "1-0225-bridge-2",
    stage: str = "planned",
    day: date = TODAY + timedelta(days=1),
) -> models.Batch:
    """Put people into one batch."""
    batch = models.Batch.objects.create(
        key=key, plan=plan, day=day, crossing="bridge-2", carrier="bus-tak", stage=stage
    )
    for person in people:
        models.BatchPlace.objects.create(batch=batch, person=person, is_active=stage != "handed_over")
    return batch


def a_manifest(batch: models.Batch, people: Sequence[models.Person]) -> models.Manifest:
    """Clear people and seal their manifest."""
    cleared = []
    for person in people:
        row = models.Clearance.objects.create(
            person=person, valid_from=TODAY - timedelta(days=9), valid_until=TODAY + timedelta(days=9),
            rules_version="rules-1:test", rests_on=["identity 2025-02-20"],
        )  # fmt: skip
        entry = Entry(
            person=person.reference, name=person.name_latin, name_native=person.name_native, sex=person.sex,
            birth=person.born, nationality=person.nationality, document_type="emergency",
            document_number=f"TD{person.pk:06d}", document_expiry=TODAY + timedelta(days=60),
        )  # fmt: skip
        cleared.append(Cleared(clearance=clearance_of(row), entry=entry))
    manifest = Manifest(
        batch=batch.key, version=1, recipient="transit_immigration", travel_date=batch.day, crossing=batch.crossing,
        cleared=tuple(cleared),
    )  # fmt: skip
    row = manifest_to_row(manifest, batch, made_at=NOW - timedelta(hours=1))
    row.save()
    return row


def an_entry(verb: str, *, object: str = "people", actor: str = "coordinator") -> models.LedgerEntry:
    """Append one line to the ledger, as `actions.base` does."""
    sequence = models.LedgerEntry.objects.count() + 1
    content: dict[str, object] = {
        "sequence": sequence, "at": NOW.isoformat(), "actor": actor, "verb": verb, "object": object, "policy": "1:test",
        "content": {"people": 12},
    }  # fmt: skip
    salt = sequence.to_bytes(16, "big")
    return models.LedgerEntry.objects.create(
        sequence=sequence, at=NOW, actor=actor, verb=verb, object=object, policy_version="1",
        leaf=ledger.leaf_hash(salt, content), salt=salt, content=content,
    )  # fmt: skip


@dataclass(kw_only=True)
class World:
    """What `a_world` built, for tests to point at."""

    people: list[models.Person] = field(default_factory=list)
    lists: list[models.SourceList] = field(default_factory=list)
    pair: models.Pair | None = None
    request: models.Request | None = None
    batch: models.Batch | None = None
    crossed: models.Batch | None = None
    statement_id: int = 0


def a_world() -> World:
    """Build an operation with somebody at every stage, an account for every role and work for each."""
    an_operation()
    for role in ROLES:
        an_actor(role)
    an_actor("spokesperson", username="spokesperson-2")
    an_actor("screening", username="screening-2")
    world = World(lists=[a_list("camp-north"), a_list("camp-south", organisation="Monastery shelter")])
    for code in ("list.import", "list.import", "person.link", "request.send"):
        an_entry(code)
    for number, someone in enumerate(CROWD, start=1):
        stage = "arrived" if number == 3 else "registered" if number == 12 else "waiting"
        waits = [("nationality", "mission"), ("protection", "protection"), ("funding", "caseworker")][number % 3]
        person = a_person(number, someone, stage=stage, waits=waits, days=30 - 2 * number)
        world.people.append(person)
        a_record(world.lists[0], row=number + 1, someone=someone, person=person)
        if number % 2:
            a_record(world.lists[1], row=number + 40, someone=someone, person=person)
    records = list(models.Record.objects.order_by("key"))
    world.pair = a_pair(records[0], records[-1])
    a_pair(records[1], records[-2])
    judged = a_pair(records[2], records[-3])
    judged.verdict = "same"
    judged.save()
    models.Judgement.objects.create(pair=judged, verdict="same", reason="same scar on file", by="reviewer", at=NOW)
    world.request = a_request(world.people[:3])
    an_answer(world.people[0])
    an_answer(world.people[1], outcome="more_needed")
    a_request(world.people[3:5], state="ETH", days=20)
    an_answer(world.people[3])
    a_request(world.people[6:7], state="THA", days=5)
    an_answer(world.people[6])
    plan = a_plan([world.people[index] for index in (0, 3, 6, 8, 9, 10)])
    crossed = models.Person.objects.get(pk=world.people[0].pk)
    going = models.Person.objects.get(pk=world.people[3].pk)
    world.crossed = a_batch(plan, [crossed], key="1-0221-bridge-2", stage="handed_over", day=TODAY - timedelta(days=3))
    a_manifest(world.crossed, [crossed])
    models.Headcount.objects.create(
        batch=world.crossed, point="camp", expected=2, counted=1, absences={"X": "ill"}, signed_by="Captain Aye",
        countersigned_by="Officer Boon", at=NOW - timedelta(days=3),
    )  # fmt: skip
    models.Person.objects.filter(pk=crossed.pk).update(stage="received", waits_on="", waits_owner="")
    world.batch = a_batch(plan, [going, world.people[6]], stage="announced")
    a_manifest(world.batch, [going, world.people[6]])
    a_batch(plan, [world.people[8]], key="1-0226-bridge-2", day=TODAY + timedelta(days=2))
    models.Person.objects.filter(pk__in=[going.pk, world.people[6].pk]).update(stage="announced")
    models.StatedFigure.objects.create(
        who="United Nations", what="people held in scam centres of two countries", value=220_000, as_of=TODAY,
        definition="an estimate of 2023",
    )  # fmt: skip
    world.statement_id = statement_draft(as_actor("spokesperson")).statement_id
    return world


def as_actor(username: str) -> By:
    """Return who acts under a name."""
    return by_actor(username)
