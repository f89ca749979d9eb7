"""What may leave, for whom, sealed.

A package is built from the allow-list, field by field; nothing is exported and then cut. Screening, health,
fear of return and other people's data are not on the list because the list has no words for them.
"""

from homeward.share.allow import AllowList, Field, Rule, standard_allow_list
from homeward.share.answers import build_answers, open_answers
from homeward.share.package import (
    Address,
    Header,
    Item,
    Opened,
    Package,
    build,
    build_request,
    open_package,
    open_request,
)
from homeward.share.receipt import Receipt, is_receipt, make_receipt, open_receipt
from homeward.share.seal import TrustedKey, fingerprint, public_key, read_key

__all__ = [
    "Address",
    "AllowList",
    "Field",
    "Header",
    "Item",
    "Opened",
    "Package",
    "Receipt",
    "Rule",
    "TrustedKey",
    "build",
    "build_answers",
    "build_request",
    "fingerprint",
    "is_receipt",
    "make_receipt",
    "open_answers",
    "open_package",
    "open_receipt",
    "open_request",
    "public_key",
    "read_key",
    "standard_allow_list",
]
