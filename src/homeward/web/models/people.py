"""Lists, records, the people they make, and what was judged of them."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from homeward.case import Stage
from homeward.web.models.site import Organisation

Constraints = list[models.BaseConstraint]


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
        constraints: ClassVar[Constraints] = [
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
        constraints: ClassVar[Constraints] = [
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
