"""The ways out to people: one file each, used by nobody but the actions of this room."""
