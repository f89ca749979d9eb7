"""The operation itself: accounts, the ledger, and what was stated."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models


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
    """A named person who signs in and acts, with roles as data (`permissions.py`).

    `has_first_password`: somebody else knows it, so it opens nothing but the page where another is chosen.
    `second_step` is the newest time step whose code was used; `recovery_codes` holds digests of those left; `passkeys`
    holds a row each: id, public key (DER in hex), counter, host name, days when it was made and last used.
    """

    username = models.CharField(max_length=80, unique=True)
    full_name = models.CharField(max_length=200)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT)
    roles = models.JSONField(default=list)
    is_active = models.BooleanField(default=True)
    has_first_password = models.BooleanField(default=False)
    second_secret = models.BinaryField(max_length=32, default=b"")
    second_step = models.BigIntegerField(default=0)
    recovery_codes = models.JSONField(default=list)
    passkeys = models.JSONField(default=list)

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["full_name"]
    objects = BaseUserManager["Actor"]()


class SignInTry(models.Model):
    """A try to get in that has not succeeded. `who` is a keyed digest: what was typed may be somebody's password."""

    who = models.CharField(max_length=64, db_index=True)
    at = models.DateTimeField()


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
