"""The rules themselves: standard library only, no database, no clock, no disk, no network."""
