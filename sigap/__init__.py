"""Sigap carries out a government office's procedure for ICT network disruptions."""

__version__ = "0.1.0"
