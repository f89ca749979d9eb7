"""The person record: claims, names, dates, documents, places."""

from __future__ import annotations

from homeward.record.calendars import from_gregorian, to_gregorian
from homeward.record.dates import PartialDate, is_minor, read_age, read_dates, youngest
from homeward.record.datewords import plain_digits
from homeward.record.documents import Document, canonical_number, confusable, questions, read_document
from homeward.record.mrz import Zone, read_mrz
from homeward.record.names import Name, Token, TokenKind, read_name
from homeward.record.person import Attribute, Claim, PersonRecord, Source
from homeward.record.places import Nationality, nationalities, nationality_name, read_nationality
from homeward.record.scripts import PREPOSED, fold_native
from homeward.record.summary import Summary, summarise

__all__ = [
    "PREPOSED",
    "Attribute",
    "Claim",
    "Document",
    "Name",
    "Nationality",
    "PartialDate",
    "PersonRecord",
    "Source",
    "Summary",
    "Token",
    "TokenKind",
    "Zone",
    "canonical_number",
    "confusable",
    "fold_native",
    "from_gregorian",
    "is_minor",
    "nationalities",
    "nationality_name",
    "plain_digits",
    "questions",
    "read_age",
    "read_dates",
    "read_document",
    "read_mrz",
    "read_name",
    "read_nationality",
    "summarise",
    "to_gregorian",
    "youngest",
]
