"""The one way by which a mail leaves that may go by no other, such as a sign-in link."""

from sigap.domain.channels import EMAIL
from sigap.notifications.queries.channels import channels, working


def mail_way() -> str:
    """The key of the e-mail channel in use, "" when there is none. One query."""
    return next((each.key for each in working(channels().values()) if each.kind == EMAIL), "")
