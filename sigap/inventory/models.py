"""Tables of places where the network is used or runs, and of the devices in them."""

from django.db import models
from django.db.models import F, Q

from sigap.people.letters import LettersField
from sigap.people.models import Agency

SITE_KINDS = {
    "opd": "Kantor Perangkat Daerah",
    "uptd": "UPTD",
    "kecamatan": "Kantor kecamatan",
    "kelurahan": "Kantor kelurahan",
    "puskesmas": "Puskesmas",
    "rsud": "RSUD",
    "sekolah": "Sekolah",
    "wifi-publik": "WiFi publik",
    "pop": "POP",
    "noc": "NOC",
    "data-center": "Pusat data",
}

_SPOKEN_KINDS = {
    "opd": "OPD kantor pusat",
    "kecamatan": "Kec",
    "kelurahan": "Kel",
    "puskesmas": "PKM",
    "rsud": "RS",
    "wifi-publik": "hotspot",
    "pop": "POP",
    "data-center": "DC",
}


def _run_together(*names: str) -> list[str]:
    """ "Pondok Gede" is often typed "pondokgede"."""
    return [name.replace(" ", "") for name in names if " " in name]


class Site(models.Model):
    """One place of one agency. `upstream` is the site through which its traffic leaves."""

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="sites")
    key = models.SlugField(max_length=100, unique=True)
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=20, choices=list(SITE_KINDS.items()))
    district = models.CharField(max_length=60, blank=True)
    village = models.CharField(max_length=60, blank=True)
    code = models.CharField(max_length=20, blank=True)
    address = models.CharField(max_length=250, blank=True)
    latitude = models.DecimalField(max_digits=9, decimal_places=6, null=True, blank=True)
    longitude = models.DecimalField(max_digits=9, decimal_places=6, null=True, blank=True)
    critical = models.BooleanField(default=False)
    # The key of a ServiceClass; "" is the class of the agency.
    service_class = models.CharField(max_length=40, blank=True, default="")
    upstream = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="downstream"
    )
    pic_name = models.CharField(max_length=150, blank=True)
    pic_phone = models.CharField(max_length=30, blank=True)
    active = models.BooleanField(default=True)
    letters = LettersField()

    class Meta:
        ordering = ("name", "id")
        constraints = [
            models.CheckConstraint(
                name="site_not_its_own_upstream",
                condition=Q(upstream__isnull=True) | ~Q(upstream=F("id")),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def search_texts(self) -> list[str]:
        """What a person may type to mean this site; its agency's names are searched beside it."""
        return [
            self.name,
            _SPOKEN_KINDS.get(self.kind, ""),
            self.village,
            self.district,
            *_run_together(self.village, self.district),
        ]


class Device(models.Model):
    """A piece of equipment at a site."""

    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="devices")
    key = models.SlugField(max_length=100, unique=True)
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=30, blank=True)
    vendor = models.CharField(max_length=60, blank=True)
    model = models.CharField(max_length=100, blank=True)

    class Meta:
        ordering = ("name", "id")

    def __str__(self) -> str:
        return self.name
