"""What a sight is: one page in one state, and the ways to it that many of them share."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from playwright.sync_api import Page

from tests.browser.scene import Scene


@dataclass(frozen=True)
class Sight:
    """One page in one state. `uses` are the names of the addresses that are asked on the way."""

    name: str
    address: str | Callable[[Scene], str]
    uses: tuple[str, ...]
    then: Callable[[Page, Scene], None] = lambda page, scene: None
    ours: bool = True  # False: the browser draws it, for example a photo

    def at(self, scene: Scene) -> str:
        return self.address if isinstance(self.address, str) else self.address(scene)


def case(state: str, name: str = "", **more: object) -> Sight:
    """The page of a case in this state."""
    return Sight(f"perkara {name or state}", lambda scene: scene.page(state), ("incident",), **more)


def press(name: str) -> Callable[[Page, Scene], None]:
    """Press the button that begins with this word."""

    def then(page: Page, scene: Scene) -> None:
        page.get_by_role("main").get_by_role("button", name=re.compile(f"^{name}")).first.click()

    return then
