"""The kinds of values that the API reads: text that can be kept, moments with a zone."""

from datetime import datetime
from typing import Annotated, Any

from django.utils import timezone
from pydantic import AfterValidator, BeforeValidator, Field, WithJsonSchema
from pydantic_core import PydanticCustomError

_YEARS = range(2000, 2100)


def _storable(value: str) -> str:
    """No control characters and no halves of a pair: neither databases nor papers keep them."""
    if any(
        (letter < " " and letter not in "\n\r\t") or "\ud800" <= letter <= "\udfff"
        for letter in value
    ):
        raise PydanticCustomError("unprintable", "")
    return value


def _moment(value: Any) -> datetime:
    """ISO 8601 with the hour; without an offset it is read in the zone of the office."""
    try:
        if not isinstance(value, str) or len(value) <= 10:
            raise ValueError(value)
        moment = datetime.fromisoformat(value.strip())
    except ValueError:
        raise PydanticCustomError("not-a-moment", "") from None
    if moment.year not in _YEARS:
        raise PydanticCustomError("out-of-calendar", "")
    return moment if moment.tzinfo else moment.replace(tzinfo=timezone.get_default_timezone())


Text = Annotated[str, AfterValidator(_storable)]
Moment = Annotated[
    datetime,
    BeforeValidator(_moment),
    WithJsonSchema({"type": "string", "format": "date-time"}),
    Field(
        description="ISO 8601; without an offset it is meant in the zone of the office.",
        examples=["2026-11-23T09:15:00+07:00"],
    ),
]
