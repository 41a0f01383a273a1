"""The places and people of the demo city, and how a case begins at one of them."""

from collections import defaultdict
from collections.abc import Callable, Mapping
from datetime import datetime
from random import Random

from sigap.config.demo import forms
from sigap.config.demo.plan import Plan
from sigap.config.demo.played import Played
from sigap.config.demo.stage import Stage, Story
from sigap.config.demo.texts import Table, Told, faults, table
from sigap.config.demo.walk import reported
from sigap.config.demo_people import PEOPLE
from sigap.domain.workcalendar import WorkCalendar
from sigap.incidents.actions.reports import Report
from sigap.inventory.models import Site
from sigap.inventory.queries import service_class_of

CONTACTS: Mapping[str, str] = {person.agency: person.username for person in PEOPLE if person.agency}
_CHANNELS = ("telepon", "whatsapp", "tatap-muka", "surat", "e-mail")
_CHANNEL_WEIGHTS = (58, 22, 6, 8, 6)
_TECHNICIANS = ("pelaksana", "pelaksana-2")


class City:
    """Chooses where something happens; the same seed chooses the same places."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self._by_kind: dict[str, list[Site]] = defaultdict(list)
        self._by_key: dict[str, Site] = {}
        for site in Site.objects.select_related("agency").order_by("pk"):
            self._by_kind[site.kind].append(site)
            self._by_key[site.key] = site

    def site(self, key: str) -> Site:
        """The site of this key."""
        return self._by_key[key]

    def below(self, pop: str, *, number: int) -> list[Site]:
        """Some sites that hang on this POP, as many different agencies as can be had."""
        parent = self._by_key[pop]
        hanging = [site for site in self._by_key.values() if site.upstream_id == parent.pk]
        self.stage.random.shuffle(hanging)
        seen: set[tuple[int, str]] = set()
        chosen: list[Site] = []
        for site in hanging:
            if site.kind != "wifi-publik" and (site.agency_id, site.kind) not in seen:
                seen.add((site.agency_id, site.kind))
                chosen.append(site)
        return chosen[:number]

    def fault(self, plan: Plan) -> Table:
        """A kind of disruption that can end the way the plan wants."""
        if plan.ends == "limpah":
            return next(each for each in table("talk")["limpah"] if each["milik"] == plan.owner)
        choices = faults(remote=plan.remote)
        return self.stage.random.choices(choices, [fault["bobot"] for fault in choices])[0]

    def anywhere(self, fault: Table) -> Site:
        """A site where such a thing happens; some sites are worse off than others."""
        kinds = fault.get("di", ("opd", "kecamatan", "kelurahan", "sekolah"))
        weights = [_KIND_WEIGHTS.get(kind, 1) * len(self._by_kind[kind]) ** 0.5 for kind in kinds]
        kind = self.stage.random.choices(list(kinds), weights)[0]
        sites = self._by_kind[kind]
        return sites[int(len(sites) * self.stage.random.random() ** 1.6)]

    def case(self, site: Site, entry: Table, *, begins_at: datetime, exact: bool = False) -> Played:
        """A case that will begin at this site, with its technician and its own words."""
        random = self.stage.random
        told = Told(entry, site, at=begins_at, zone=self.stage.zone, random=random)
        return Played(
            self.stage,
            site,
            told,
            self.hours_of(site),
            begins_at=begins_at,
            technician=random.choice(_TECHNICIANS),
            contact=CONTACTS.get(site.agency.key, ""),
            exact=exact,
        )

    def hours_of(self, site: Site) -> WorkCalendar:
        """The working calendar that counts at this site."""
        return self.stage.calendar(service_class_of(site, site.agency).calendar_id)

    def reporter(self, case: Played) -> tuple[str, Callable[[], Report]]:
        """Who files the report, and the report as it will then be."""
        by, channel = _channel(case, self.stage.random)
        return by, lambda: forms.report(case, channel=channel)

    def story(self, case: Played, plan: Plan) -> Story:
        """The story of a case of its own."""
        by, report = self.reporter(case)
        return reported(case, plan, report, by=by)


_KIND_WEIGHTS = {"rsud": 2.2, "opd": 1.5, "puskesmas": 1.2, "pop": 0.3, "data-center": 0.3}


def _channel(case: Played, random: Random) -> tuple[str, str]:
    if case.site.kind in ("pop", "data-center", "noc"):
        return "admin-jaringan", "alarm"
    if case.contact and random.random() < 0.75:
        return case.contact, "formulir"
    return "operator", random.choices(_CHANNELS, _CHANNEL_WEIGHTS)[0]
