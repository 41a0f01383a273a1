"""Reads of the ledger."""

from sigap.audit.queries.streams import StreamBreak, entries, recorded_acts, verify

__all__ = ["StreamBreak", "entries", "recorded_acts", "verify"]
