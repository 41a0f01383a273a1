"""Probes of what the inventory names, their history, and how each target stands."""
