"""People in front of real browsers: who, on which device, and what went wrong there."""

from dataclasses import dataclass, field
from typing import Any, Final

from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Response

from sigap.people.models import User
from tests.browser.served import Served

PASSWORD: Final = "Kata-sandi-uji-27"
DESKTOP: Final[dict[str, Any]] = {"viewport": {"width": 1280, "height": 800}}
TABLET: Final[dict[str, Any]] = {"viewport": {"width": 820, "height": 1180}, "has_touch": True}
PHONE: Final[dict[str, Any]] = {"viewport": {"width": 360, "height": 740}, "has_touch": True}
LIGHT: Final = "light"
DARK: Final = "dark"

# The browser's own line about an answer such as 422; the answers themselves are watched below.
_ABOUT_AN_ANSWER: Final = "Failed to load resource"
WAIT: Final = 15_000  # ms; long for a machine that does other work, short for a test that hangs


@dataclass
class Visitors:
    """Opens browsers for people and remembers every complaint of a page."""

    browser: Browser
    site: Served
    complaints: list[str] = field(default_factory=list)
    _contexts: list[BrowserContext] = field(default_factory=list)

    def stranger(self, device: dict[str, Any] = DESKTOP, theme: str = LIGHT, **more: Any) -> Page:
        """A page of somebody who is not signed in."""
        context = self.browser.new_context(
            base_url=self.site.url, color_scheme=theme, locale="id-ID", **device, **more
        )
        context.set_default_timeout(WAIT)
        self._contexts.append(context)
        page = context.new_page()
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.complaints.append(f"script: {error}"))
        page.on("response", self._response)
        return page

    def signed_in(
        self, user: User, device: dict[str, Any] = DESKTOP, theme: str = LIGHT, **more: Any
    ) -> Page:
        """A page of this person, with a session made beforehand."""
        page = self.stranger(device, theme, **more)
        client = Client()
        client.force_login(user)
        name = settings.SESSION_COOKIE_NAME
        cookie = {"name": name, "value": client.cookies[name].value, "url": self.site.url}
        page.context.add_cookies([cookie])
        return page

    def through_the_form(
        self, user: User, device: dict[str, Any] = DESKTOP, theme: str = LIGHT, **more: Any
    ) -> Page:
        """A page of this person, who signed in with name and password."""
        page = self.stranger(device, theme, **more)
        page.goto("/masuk/")
        self.sign_in(page, user)
        return page

    def sign_in(self, page: Page, user: User, *, land: str = "Kotak masuk") -> None:
        """Fill in the sign-in form that the page shows, and land under this heading."""
        self.give_password(user)
        page.get_by_label("Nama pengguna").fill(user.username)
        page.get_by_label("Kata sandi").fill(PASSWORD)
        page.get_by_role("button", name="Masuk", exact=True).click()
        page.get_by_role("heading", name=land).wait_for()

    @staticmethod
    def give_password(user: User) -> None:
        """Nobody of the cast has a password of their own."""
        if not user.has_usable_password():
            user.set_password(PASSWORD)
            user.save()

    def close(self) -> None:
        for context in self._contexts:
            context.close()

    def _console(self, message: ConsoleMessage) -> None:
        if message.type == "error" and not message.text.startswith(_ABOUT_AN_ANSWER):
            self.complaints.append(f"console: {message.text}")

    def _response(self, response: Response) -> None:
        request = response.request
        if not response.url.startswith((self.site.url, "blob:")):
            self.complaints.append(f"another host: {response.url}")
        elif response.status >= 500 or (
            response.status >= 400 and not request.is_navigation_request()
        ):
            self.complaints.append(f"{response.status}: {response.url}")
