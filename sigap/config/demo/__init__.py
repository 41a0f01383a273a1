"""The demo city at work: invented people and half a year of invented cases, made by real acts."""

from sigap.config.demo.loading import load

__all__ = ["load"]
