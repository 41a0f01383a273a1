"""Imports: the tables that were read, and what they would do to the inventory now."""

from collections.abc import Sequence
from hashlib import sha256
from typing import Any

from sigap.domain.errors import NotFound, words
from sigap.domain.inventory_import import Act, Plan, Sheet, plan
from sigap.domain.ledger import canonical
from sigap.inventory.models import Import
from sigap.inventory.queries.register import Whole


def import_of(pk: int) -> Import:
    """The import of this number; raises NotFound."""
    row = Import.objects.filter(pk=pk).first()
    if row is None:
        raise NotFound("import-unknown", words("Impor itu tidak ada."))
    return row


def imports(*, limit: int = 20) -> list[Import]:
    """The newest imports, without their tables. One query."""
    return list(Import.objects.defer("sheets").order_by("-pk")[:limit])


def last_done() -> Import | None:
    """The import that could be taken back: the newest that is in force."""
    rows = Import.objects.defer("sheets").filter(state="dijalankan")
    return rows.order_by("-done_at", "-pk").first()


def preview(row: Import) -> Plan:
    """What an import would do now. A query for each kind of the inventory, whatever its size."""
    return plan(sheets_of(row), Whole())


def outcome(found: Plan) -> str:
    """The mark of what a person agrees to: another outcome has another mark."""
    rows = [
        [row.kind, row.key, row.act.value, row.after, dict(row.before or {})]
        for row in found.rows
        if row.act is not Act.SAME
    ]
    return sha256(canonical(rows)).hexdigest()


def stored_sheets(sheets: Sequence[Sheet]) -> list[dict[str, Any]]:
    """Tables as an Import keeps them."""
    return [
        {
            "kind": sheet.kind,
            "name": sheet.name,
            "headings": list(sheet.headings),
            "rows": [[line, list(cells)] for line, cells in sheet.rows],
        }
        for sheet in sheets
    ]


def sheets_of(row: Import) -> list[Sheet]:
    """The tables that an import keeps."""
    return [
        Sheet(
            kind=sheet["kind"],
            name=sheet["name"],
            headings=tuple(sheet["headings"]),
            rows=tuple((line, tuple(cells)) for line, cells in sheet["rows"]),
        )
        for sheet in row.sheets
    ]
