"""What a case waits for: states asked, papers, protection, gates."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from homeward.web.models.people import Person

Constraints = list[models.BaseConstraint]


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
    received_at = models.DateTimeField(null=True)


class RequestItem(models.Model):
    """One person in one request, with the fields that left."""

    request = models.ForeignKey(Request, on_delete=models.PROTECT)
    person = models.ForeignKey(Person, on_delete=models.PROTECT)
    fields = models.JSONField()

    class Meta:
        constraints: ClassVar[Constraints] = [
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


class GateRow(models.Model):
    """One gate of one person, in the order of the rules."""

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
        abstract = True
        ordering: ClassVar[list[str]] = ["person", "order"]


class Gate(GateRow):
    """A gate as everybody but protection may see it (`Assessment.outward`)."""


class SealedGate(GateRow):
    """One of protection's own gates as it truly is. Read by protection roles only."""


class Clearance(models.Model):
    """All gates open, dated, by rule-set version. The newest of a person counts."""

    person = models.OneToOneField(Person, on_delete=models.PROTECT)
    valid_from = models.DateField()
    valid_until = models.DateField()
    rules_version = models.CharField(max_length=40)
    rests_on = models.JSONField()
