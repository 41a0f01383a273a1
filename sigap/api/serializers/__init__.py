"""Rows to shapes; nothing here writes, and what a contact may not see is left out here."""
