"""The step between the password and the session, for those who set up a second proof."""

from typing import Any, Final

from allauth.account.internal.flows.login import perform_login
from allauth.account.models import Login
from allauth.account.stages import LoginStage, LoginStageController
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from sigap.people.models import User
from sigap.web.proofs import Means

KEY: Final = "langkah-dua"
# In the state of a sign-in by passkey: device and finger, or device and number, are two already.
_PASSKEY: Final = "passkey"


class SecondStep(LoginStage):
    """Holds a sign-in until the second proof is given; allauth keeps it meanwhile."""

    key = KEY
    urlname = "sign-in-second"

    def handle(self) -> tuple[HttpResponse | None, bool]:
        """(None, True) to go on, or the page that asks."""
        user = self.login.user
        if self.login.state.get(_PASSKEY) or user is None or not Means(user).second:
            return None, True
        return redirect("sign-in-second"), True


def let_in(
    request: HttpRequest, user: User, onward: str, *, by_passkey: bool = False
) -> HttpResponse:
    """Sign in the person whose first proof was right: now, or after the second step."""
    state = {_PASSKEY: True} if by_passkey else {}
    answer: HttpResponse = perform_login(
        request, Login(user=user, redirect_url=onward, state=state)
    )
    return answer


def waiting_step(request: HttpRequest) -> Any:
    """The sign-in of this session that waits for its second proof; None when there is none."""
    return LoginStageController.enter(request, KEY)
