"""Rows and constraints, no logic. Only `actions`, `queries` and `rows` may import this module.

Free text about a person exists nowhere but in the sealed protection tables. A claim is part of its record's JSON:
a record is written once and never edited, so its claims need no rows of their own.
"""

from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q

from homeward.case import Stage


class Operation(models.Model):
    """One effort: one ledger, one database. `clock` stands still in a demo; otherwise it is null."""

    name = models.CharField(max_length=200)
    base_date = models.DateField()
    utc_offset_minutes = models.IntegerField(default=390)
    policy_version = models.CharField(max_length=20)
    clock = models.DateTimeField(null=True)
    is_demo = models.BooleanField(default=False)
    capacity = models.JSONField(default=dict)


class Organisation(models.Model):
    """Who asserts or acts. `state` is the alpha-3 code that a mission or receiving state speaks for."""

    name = models.CharField(max_length=200, unique=True)
    kind = models.CharField(max_length=30)
    state = models.CharField(max_length=3, blank=True)


class Actor(AbstractBaseUser):
    """A named person who signs in and acts, with roles as data (`permissions.py`)."""

    username = models.CharField(max_length=80, unique=True)
    full_name = models.CharField(max_length=200)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT)
    roles = models.JSONField(default=list)
    is_active = models.BooleanField(default=True)

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["full_name"]
    objects: ClassVar[BaseUserManager[Actor]] = BaseUserManager()


class SourceList(models.Model):
    """One version of a list that one registrar handed over. The file lies in `in/`, named by its digest."""

    name = models.CharField(max_length=80)
    version = models.PositiveIntegerField()
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT)
    file_name = models.CharField(max_length=255)
    digest = models.CharField(max_length=64, unique=True)
    received_at = models.DateTimeField()
    rows_read = models.PositiveIntegerField()
    rows_left = models.PositiveIntegerField()
    report = models.JSONField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["name", "version"], name="list_version_once")
        ]


class Person(models.Model):
    """The human, held together by judgements on records. Shown values are derived from the claims (`rows.py`)."""

    reference = models.CharField(max_length=20, unique=True)
    created_at = models.DateTimeField()
    stage = models.CharField(max_length=30, choices=[(stage.value, stage.value) for stage in Stage])
    stage_since = models.DateTimeField()
    name_native = models.CharField(max_length=300, blank=True)
    name_latin = models.CharField(max_length=300, blank=True)
    sex = models.CharField(max_length=1, blank=True)
    born = models.CharField(max_length=10, blank=True)
    youngest_born = models.CharField(max_length=10, blank=True)
    nationality = models.CharField(max_length=3, blank=True, db_index=True)
    nationality_confirmed = models.CharField(max_length=3, blank=True)
    site = models.CharField(max_length=80, blank=True)
    group_key = models.CharField(max_length=80, blank=True, db_index=True)
    search = models.TextField(blank=True)
    waits_on = models.CharField(max_length=40, blank=True)
    waits_owner = models.CharField(max_length=40, blank=True)
    waits_since = models.DateField(null=True)
    told = models.TextField(blank=True)
    merged_into = models.ForeignKey("self", null=True, on_delete=models.PROTECT)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["stage", "waits_owner", "waits_since"])]


class Record(models.Model):
    """All claims on one person from one list, as JSON; never edited, superseded by the list's next version."""

    key = models.CharField(max_length=120, primary_key=True)
    source_list = models.ForeignKey(SourceList, on_delete=models.PROTECT)
    row = models.PositiveIntegerField()
    reference = models.CharField(max_length=80, blank=True)
    claims = models.JSONField()
    is_current = models.BooleanField(default=True)
    person = models.ForeignKey(Person, null=True, on_delete=models.PROTECT)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["source_list", "reference"])]


class Pair(models.Model):
    """Two records the machine found worth a look, with its decision, the bits and the versions it used."""

    left = models.ForeignKey(Record, on_delete=models.PROTECT, related_name="+")
    right = models.ForeignKey(Record, on_delete=models.PROTECT, related_name="+")
    bits = models.JSONField()
    levels = models.JSONField()
    total_bits = models.FloatField()
    probability = models.FloatField()
    decision = models.CharField(max_length=12)
    model_version = models.CharField(max_length=40)
    policy_version = models.CharField(max_length=40)
    verdict = models.CharField(max_length=12, blank=True)
    found_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["left", "right"], name="pair_once"),
            models.CheckConstraint(condition=Q(left__lt=models.F("right")), name="pair_ordered"),
        ]


class Judgement(models.Model):
    """A named person's word on two records. The newest on a pair counts; none is ever deleted."""

    pair = models.ForeignKey(Pair, on_delete=models.PROTECT)
    verdict = models.CharField(max_length=12)
    reason = models.CharField(max_length=300, blank=True)
    by = models.CharField(max_length=80)
    at = models.DateTimeField()


class StageChange(models.Model):
    """One step of a person's way, with who saw it."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT)
    source = models.CharField(max_length=30)
    target = models.CharField(max_length=30)
    reason = models.CharField(max_length=60, blank=True)
    by = models.CharField(max_length=80)
    at = models.DateTimeField()


class Mission(models.Model):
    """Who may speak for a state, with the key its desk signs with."""

    state = models.CharField(max_length=3, unique=True)
    name = models.CharField(max_length=200)
    place = models.CharField(max_length=200)
    days_to_answer = models.PositiveIntegerField()
    public_key = models.CharField(max_length=200, blank=True)


class Request(models.Model):
    """A question to a mission: whose national is this?"""

    key = models.CharField(max_length=60, primary_key=True)
    mission = models.ForeignKey(Mission, on_delete=models.PROTECT)
    sent_at = models.DateTimeField()
    due_date = models.DateField()
    digest = models.CharField(max_length=64)
    file_name = models.CharField(max_length=255)
    fields = models.JSONField()


class RequestItem(models.Model):
    """One person in one request, with the fields that left."""

    request = models.ForeignKey(Request, on_delete=models.PROTECT)
    person = models.ForeignKey(Person, on_delete=models.PROTECT)
    fields = models.JSONField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["request", "person"], name="asked_once_per_request")
        ]


class Answer(models.Model):
    """What came back about one person: the state's word."""

    item = models.OneToOneField(RequestItem, on_delete=models.PROTECT)
    outcome = models.CharField(max_length=20)
    evidence = models.CharField(max_length=30)
    basis = models.CharField(max_length=30, blank=True)
    question = models.CharField(max_length=40, blank=True)
    officer = models.CharField(max_length=120)
    answered_at = models.DateTimeField()


class TravelDocument(models.Model):
    """A paper for one journey or more."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT)
    kind = models.CharField(max_length=40)
    number = models.CharField(max_length=40)
    post = models.CharField(max_length=120, blank=True)
    name = models.CharField(max_length=300, blank=True)
    valid_from = models.DateField(null=True)
    valid_to = models.DateField(null=True)
    is_single_journey = models.BooleanField(default=True)


class Screening(models.Model):
    """One interview, or the fact that none was offered. Read by protection roles only."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT)
    track = models.CharField(max_length=30)
    outcome = models.CharField(max_length=30)
    on = models.DateField(null=True)
    interviewer = models.CharField(max_length=120, blank=True)
    interpreter = models.CharField(max_length=120, blank=True)
    decided_by = models.JSONField(default=list)


class Word(models.Model):
    """One dated word on one gate: agreed, fit to travel, approved for a child. `by` names who gave it."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT)
    gate = models.CharField(max_length=40)
    opened_on = models.DateField(null=True)
    until = models.DateField(null=True)
    asked_on = models.DateField(null=True)
    stopped_on = models.DateField(null=True)
    by = models.JSONField(default=list)


class Hold(models.Model):
    """A shut gate: set by one, lifted by two. Read by protection roles only."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT)
    reason_class = models.CharField(max_length=40)
    set_by = models.CharField(max_length=80)
    set_at = models.DateTimeField()
    lifted_by = models.JSONField(default=list)
    lifted_at = models.DateTimeField(null=True)


class Guarantee(models.Model):
    """A state's word that it takes its people back and sends officials."""

    nationality = models.CharField(max_length=3)
    guaranteed_by = models.CharField(max_length=200)
    valid_from = models.DateField()
    valid_until = models.DateField()


class Funding(models.Model):
    """Who pays the seat: for a whole nationality, or for one person."""

    nationality = models.CharField(max_length=3)
    person = models.ForeignKey(Person, null=True, on_delete=models.PROTECT)
    payer = models.CharField(max_length=200)
    paid_on = models.DateField()


class Gate(models.Model):
    """One gate of one person as everybody but protection may see it (`screen.visible`), in the order of the rules."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT)
    gate = models.CharField(max_length=40)
    title = models.CharField(max_length=120)
    order = models.PositiveIntegerField()
    state = models.CharField(max_length=12)
    since = models.DateField()
    until = models.DateField(null=True)
    owner = models.CharField(max_length=40)
    sentence = models.TextField(blank=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["person", "order"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["person", "gate"], name="gate_once")
        ]


class SealedGate(models.Model):
    """One of protection's own gates as it truly is. Read by protection roles only."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT)
    gate = models.CharField(max_length=40)
    title = models.CharField(max_length=120)
    order = models.PositiveIntegerField()
    state = models.CharField(max_length=12)
    since = models.DateField()
    until = models.DateField(null=True)
    owner = models.CharField(max_length=40)
    sentence = models.TextField(blank=True)


class Clearance(models.Model):
    """All gates open, dated, by rule-set version. The newest of a person counts."""

    person = models.OneToOneField(Person, on_delete=models.PROTECT)
    valid_from = models.DateField()
    valid_until = models.DateField()
    rules_version = models.CharField(max_length=40)
    rests_on = models.JSONField()


class Plan(models.Model):
    """One plan with what it cost, its proven bound and what it was made from."""

    made_at = models.DateTimeField()
    problem = models.JSONField()
    result = models.JSONField()
    is_current = models.BooleanField(default=True)


class Batch(models.Model):
    """People who travel together once."""

    key = models.CharField(max_length=60, primary_key=True)
    plan = models.ForeignKey(Plan, on_delete=models.PROTECT)
    day = models.DateField()
    crossing = models.CharField(max_length=60)
    carrier = models.CharField(max_length=60, blank=True)
    stage = models.CharField(max_length=30, default="planned")


class BatchPlace(models.Model):
    """One person's place in a batch; `is_active` falls when the person leaves it or the batch is done."""

    batch = models.ForeignKey(Batch, on_delete=models.PROTECT)
    person = models.ForeignKey(Person, on_delete=models.PROTECT)
    is_reserve = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["person"], condition=Q(is_active=True, is_reserve=False), name="one_active_handover"
            )
        ]


class Manifest(models.Model):
    """A sealed version of a batch for one recipient."""

    batch = models.ForeignKey(Batch, on_delete=models.PROTECT)
    version = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    content = models.JSONField()
    clearances = models.JSONField()
    made_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["batch", "version"], name="manifest_version_once")
        ]


class Headcount(models.Model):
    """People counted at one point, with a reason class for each who is absent."""

    batch = models.ForeignKey(Batch, on_delete=models.PROTECT)
    point = models.CharField(max_length=20)
    expected = models.PositiveIntegerField()
    counted = models.PositiveIntegerField()
    absences = models.JSONField(default=dict)
    signed_by = models.CharField(max_length=120)
    countersigned_by = models.CharField(max_length=120)
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["batch", "point"], name="counted_once_per_point")
        ]


class Transfer(models.Model):
    """A change of hands that both sides signed: who of a batch went from one custodian to another."""

    batch = models.ForeignKey(Batch, on_delete=models.PROTECT)
    giver = models.CharField(max_length=200)
    taker = models.CharField(max_length=200)
    people = models.JSONField()
    given_by = models.CharField(max_length=120)
    taken_by = models.CharField(max_length=120)
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=~Q(given_by=models.F("taken_by")), name="two_officers_sign"),
        ]


class StatedFigure(models.Model):
    """A number that somebody stated, kept as theirs and never added to ours."""

    who = models.CharField(max_length=200)
    what = models.CharField(max_length=300)
    value = models.PositiveIntegerField()
    as_of = models.DateField()
    definition = models.CharField(max_length=300)


class Statement(models.Model):
    """A text bound to releases. Published by two different people, or not at all."""

    as_of = models.DateTimeField()
    text = models.TextField()
    content = models.JSONField()
    is_reconciled = models.BooleanField()
    drafted_by = models.CharField(max_length=80)
    published_by = models.CharField(max_length=80, blank=True)
    published_at = models.DateTimeField(null=True)


class LedgerEntry(models.Model):
    """One line of the ledger. `salt` and `content` may be erased; the leaf stays."""

    sequence = models.PositiveBigIntegerField(primary_key=True)
    at = models.DateTimeField()
    actor = models.CharField(max_length=80)
    verb = models.CharField(max_length=60)
    object = models.CharField(max_length=120)
    policy_version = models.CharField(max_length=20)
    leaf = models.BinaryField(max_length=32)
    salt = models.BinaryField(max_length=16, null=True)
    content = models.JSONField(null=True)
