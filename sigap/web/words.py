"""The wording of moments and figures, for pages; it is kept in the domain."""

from sigap.domain.spoken import *  # noqa: F403
