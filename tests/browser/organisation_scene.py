"""Offices and people in the browser: a chart with an empty seat, and persons with their facts."""

import re
from datetime import timedelta

from playwright.sync_api import Page, expect

from sigap.people import actions
from sigap.people.models import Appointment, IdentityNumber, Position
from tests.browser.scene import Scene


def chart(scene: Scene) -> str:
    """The chart, with a seat that fell empty yesterday below the Kabid."""
    at, by = scene.office.at, scene.office.cast.actor("admin")
    if not Position.objects.filter(key="kasi-aplikasi").exists():
        above = scene.office.cast.positions["kabid"]
        told = {"superior": above, "at": at, "by": by}
        seat = actions.add_position("kasi-aplikasi", "Kasi Aplikasi", "kasi", **told)
        begun, ended = at - timedelta(days=90), at - timedelta(days=1)
        user = scene.office.cast.user("operator")
        actions.appoint(user, seat, starts_at=begun, ends_at=ended, at=at, by=by)
    return "/pengaturan/jabatan/"


def empty_seat(scene: Scene) -> str:
    """The page of that seat."""
    return f"{chart(scene)}kasi-aplikasi/"


def person(scene: Scene) -> str:
    """A technician whose NIK is kept and who has one certificate, which has expired."""
    user = scene.office.cast.user("pelaksana")
    how = {"at": scene.office.at, "by": scene.office.cast.actor("admin")}
    if not IdentityNumber.objects.exists():
        actions.record_nik(user, "0000010101740002", **how)
        title = scene.office.procedure.identity.qualifications[1]
        ended = (scene.office.at - timedelta(days=30)).date()
        actions.record_qualification(user, title, expires_on=ended, **how)
    return "/pengaturan/orang/pelaksana/"


def appoint_nobody(page: Page, scene: Scene) -> None:
    """Send the form without a name, as a person does who only chose the kind."""
    page.get_by_role("radio", name="Plh. (pelaksana harian)").check()
    page.get_by_role("button", name=re.compile("^Angkat")).click()
    expect(page.get_by_role("alert")).to_be_visible()
    expect(page.get_by_role("radio", name="Plh. (pelaksana harian)")).to_be_checked()


def appoint_by_letters(page: Page, scene: Scene) -> None:
    """Type a few letters, take what is suggested, and appoint."""
    page.get_by_label("Orang", exact=True).press_sequentially("bamb")
    option = page.locator("datalist option").first
    expect(option).to_have_attribute("value", "Bambang Wicaksono, S.T., M.T. (kasi)")
    page.get_by_label("Orang", exact=True).fill(option.get_attribute("value") or "")
    page.get_by_role("button", name=re.compile("^Angkat")).click()
    expect(page.get_by_text("Bambang Wicaksono").first).to_be_visible()
    assert Appointment.objects.filter(position__key="kasi-aplikasi", ends_at=None).exists()


def open_nik(page: Page, scene: Scene) -> None:
    """Ask for the NIK without saying what for."""
    page.locator("summary", has_text="Buka NIK").click()
    page.get_by_role("button", name=re.compile("^Tampilkan")).click()
    expect(page.get_by_role("alert")).to_be_visible()
