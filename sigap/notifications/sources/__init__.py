"""The ways in: messages that people write to the office from outside."""
