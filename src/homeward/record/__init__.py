"""The person record: claims, names, dates, documents, places."""

from __future__ import annotations

from homeward.record.dates import PartialDate, is_minor, read_age, read_dates, youngest
from homeward.record.documents import Document, confusable, read_document
from homeward.record.mrz import read_mrz
from homeward.record.person import Attribute, Claim, PersonRecord, Source
from homeward.record.places import nationality_name, read_nationality
from homeward.record.summary import Summary, summarise

__all__ = [
    "Attribute",
    "Claim",
    "Document",
    "PartialDate",
    "PersonRecord",
    "Source",
    "Summary",
    "confusable",
    "is_minor",
    "nationality_name",
    "read_age",
    "read_dates",
    "read_document",
    "read_mrz",
    "read_nationality",
    "summarise",
    "youngest",
]
