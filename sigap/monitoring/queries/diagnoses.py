"""Diagnoses that were made, what they rest on, and what changed between two of them."""

from collections.abc import Collection, Sequence
from dataclasses import replace

from sigap.domain.deviceview import DeviceView
from sigap.domain.diagnosis import SiteDiagnosis, from_json
from sigap.domain.errors import NotFound, words
from sigap.domain.evidence import Line, Verdict, compare
from sigap.domain.topology import Kind
from sigap.domain.viewplain import view_read
from sigap.inventory.models import Device, Link
from sigap.monitoring.models import Diagnosis, DiagnosisRaw


def diagnosis(key: str) -> Diagnosis:
    """The diagnosis of this key with its site and device; NotFound when there is none."""
    row = Diagnosis.objects.select_related("site", "device").filter(key=key).first()
    if row is None:
        raise NotFound("diagnosis-unknown", words("Diagnosis itu tidak ada atau sudah dihapus."))
    return row


def of_site(site_key: str, *, limit: int = 20) -> Sequence[Diagnosis]:
    """The newest diagnoses of a site, without the devices' pictures. One query."""
    rows = Diagnosis.objects.filter(site__key=site_key).defer("views")
    return list(rows.select_related("site", "device")[:limit])


def concluded(row: Diagnosis) -> SiteDiagnosis:
    """What the diagnosis says."""
    return from_json(row.result)


def views_of(row: Diagnosis) -> dict[str, DeviceView]:
    """What each device that was read said of itself, by its key."""
    return {key: view_read(plain) for key, plain in row.views.items()}


def raw_outputs(row: Diagnosis) -> Sequence[DiagnosisRaw]:
    """The raw outputs of a diagnosis in the order in which they were had. One query."""
    return list(DiagnosisRaw.objects.filter(diagnosis=row))


def raws_of(keys: Collection[str]) -> Sequence[DiagnosisRaw]:
    """What these diagnoses rest on, by their moments, without the texts themselves. One query."""
    rows = DiagnosisRaw.objects.filter(diagnosis__key__in=keys).defer("packed")
    return list(rows.order_by("at", "id"))


def raw_output_of(row: Diagnosis, pk: int) -> DiagnosisRaw:
    """One raw output of a diagnosis; NotFound when it is not one of its own."""
    found = DiagnosisRaw.objects.filter(diagnosis=row, pk=pk).first()
    if found is None:
        raise NotFound("raw-unknown", words("Keluaran mentah itu tidak ada pada diagnosis ini."))
    return found


def comparison(before: Diagnosis, after: Diagnosis) -> tuple[Line, ...]:
    """What changed between two diagnoses, worst first; each subject begins with the device's name.

    Only devices that were read both times are compared; ports that a cause of either names are
    told also when they are as before. Two queries.
    """
    was, now = views_of(before), views_of(after)
    both = [key for key in was if key in now]
    names = dict(Device.objects.filter(key__in=both).values_list("key", "name"))
    watched = _watched(both, (concluded(before), concluded(after)))
    found = [
        replace(line, subject=f"{names.get(key, key)} {line.subject}".strip())
        for key in both
        for line in compare(was[key], now[key], watched=watched.get(key, ()))
    ]
    rank = list(Verdict)
    return tuple(sorted(found, key=lambda line: rank.index(line.verdict)))


def _watched(devices: Collection[str], told: Collection[SiteDiagnosis]) -> dict[str, list[str]]:
    """By device the names of the ports of the links that a cause names."""
    links = {
        element.key
        for each in told
        for cause in each.causes
        for element in (cause.element, *cause.others)
        if element.kind is Kind.LINK
    }
    columns = ("a_device__key", "a_interface__name", "b_device__key", "b_interface__name")
    found: dict[str, list[str]] = {}
    for a, a_port, b, b_port in Link.objects.filter(key__in=links).values_list(*columns):
        for device, port in ((a, a_port), (b, b_port)):
            if port and device in devices:
                found.setdefault(device, []).append(port)
    return found
