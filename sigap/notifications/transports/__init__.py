"""The ways out to people: one file a kind, used by nobody but the worker's sending."""
