"""Writes on papers: numbers, templates, the papers themselves."""
