"""Who calls: the holder of a bearer token, with the offices held at this moment."""

from django.http import HttpRequest
from ninja.security import HttpBearer

from sigap.domain.access import Entry, closed
from sigap.domain.actor import Actor
from sigap.kit import clock
from sigap.people.actions import note_token_use
from sigap.people.queries import acting, token_row


class Bearer(HttpBearer):
    """`Authorization: Bearer TOKEN`; tokens come from `sigap token create --user NAME`."""

    def authenticate(self, request: HttpRequest, token: str) -> Actor | None:
        """The actor behind a living token, None for any other. Two queries.

        Raises NotAllowed where the permission table's row, left on the request by the gate,
        does not admit the actor, or where there is no row.
        """
        at = clock.now()
        row = token_row(token.strip(), at=at)
        if row is None:
            return None
        note_token_use(row, at=at)
        actor = acting(row.user, at=at)
        entry: Entry | None = getattr(request, "entry", None)
        if entry is None or not entry.admits(actor):
            raise closed()
        return actor
