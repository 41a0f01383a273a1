"""Writes of the ledger."""

from sigap.audit.actions.streams import append, open_stream, take_stream

__all__ = ["append", "open_stream", "take_stream"]
