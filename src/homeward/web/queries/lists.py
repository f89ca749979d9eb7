"""The lists that were handed over, and what did not add up in them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from homeward.intake import Finding, Leftover
from homeward.web import models
from homeward.web.actions.base import By
from homeward.web.queries.seen import seen


@dataclass(frozen=True, slots=True, kw_only=True)
class ListRow:
    """One version of a list. `findings` counts what does not add up."""

    id: int
    name: str
    version: int
    is_newest: bool
    organisation: str
    received_at: datetime
    rows_read: int
    rows_left: int
    findings: int


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionSeen:
    """What changed from the version before: rows that are new, that went, and whose words changed. None: the first."""

    id: int
    version: int
    received_at: datetime
    rows_read: int
    added: int | None
    gone: int | None
    changed: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ListSeen:
    """One version of a list with its whole report."""

    row: ListRow
    file_name: str
    digest: str
    titles: tuple[str, ...]
    columns: tuple[tuple[str, tuple[str, ...]], ...]
    columns_not_taken: tuple[str, ...]
    findings: tuple[Finding, ...]
    leftovers: tuple[Leftover, ...]
    versions: tuple[VersionSeen, ...]
    has_unlinked: bool

    @property
    def leftovers_shown(self) -> tuple[Leftover, ...]:
        """The first of the rows left behind, as many as a page holds."""
        return self.leftovers[:200]


def lists_all(by: By) -> tuple[ListRow, ...]:
    """Return every version of every list, the newest received first."""
    rows = models.SourceList.objects.select_related("organisation").order_by("-received_at", "name", "-version")
    return tuple(_row(row) for row in rows)


def list_names(by: By) -> tuple[str, ...]:
    """Return the names of the lists that are known."""
    return tuple(models.SourceList.objects.order_by("name").values_list("name", flat=True).distinct())


def list_find(name: str, *, version: int) -> int:
    """Return the number under which one version of a list is shown."""
    return models.SourceList.objects.values_list("pk", flat=True).get(name=name, version=version)


def list_see(by: By, list_id: int) -> ListSeen | None:
    """Return one version of a list with its report, or None when there is none."""
    row = models.SourceList.objects.select_related("organisation").filter(pk=list_id).first()
    if row is None:
        return None
    report = row.report
    given = {
        "row": _row(row),
        "titles": tuple(report["titles"]),
        "columns": tuple((heading, tuple(roles)) for heading, roles in report["columns"].items()),
        "columns_not_taken": tuple(report["columns_not_taken"]),
        "findings": tuple(Finding(**finding) for finding in report["findings"]),
        "leftovers": tuple(Leftover(**left) for left in report["leftovers"]),
        "versions": _versions(row.name),
        "has_unlinked": row.record_set.filter(is_current=True, person=None).exists(),
    }
    return seen(ListSeen, row, given)


def _row(row: models.SourceList) -> ListRow:
    newer = models.SourceList.objects.filter(name=row.name, version__gt=row.version)
    given = {"is_newest": not newer.exists(), "organisation": row.organisation.name}
    return seen(ListRow, row, {**given, "findings": len(row.report["findings"])})


def _versions(name: str) -> tuple[VersionSeen, ...]:
    nothing = {"added": None, "gone": None, "changed": None}
    rows = models.SourceList.objects.filter(name=name).order_by("-version")
    return tuple(seen(VersionSeen, row, {**nothing, **row.report.get("change", {})}) for row in rows)
