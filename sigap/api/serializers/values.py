"""Single values as the API writes them: moments in the office's zone."""

from datetime import datetime
from typing import overload

from django.utils import timezone


@overload
def local(moment: datetime) -> datetime: ...
@overload
def local(moment: None) -> None: ...
def local(moment: datetime | None) -> datetime | None:
    """The same moment with the offset of the office's zone."""
    return None if moment is None else moment.astimezone(timezone.get_default_timezone())
