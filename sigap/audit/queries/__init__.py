"""Reads of the ledger."""

from sigap.audit.queries.streams import StreamBreak, entries, verify

__all__ = ["StreamBreak", "entries", "verify"]
