"""The way home: plan, batches, manifests, counts, hands."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from homeward.web.models.people import Person

Constraints = list[models.BaseConstraint]


class Plan(models.Model):
    """One plan with what it cost, its proven bound and what it was made from."""

    made_at = models.DateTimeField()
    problem = models.JSONField()
    result = models.JSONField()
    announced = models.PositiveIntegerField(null=True)
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
        constraints: ClassVar[Constraints] = [
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
        constraints: ClassVar[Constraints] = [
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
        constraints: ClassVar[Constraints] = [
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
        constraints: ClassVar[Constraints] = [
            models.CheckConstraint(condition=~Q(given_by=models.F("taken_by")), name="two_officers_sign"),
        ]
