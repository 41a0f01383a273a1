"""Begins the history of what was registered before histories were kept."""

from django.db import migrations
from django.utils import timezone

from sigap.people.letters import letters


def _site(row):
    picture = {
        name: getattr(row, name)
        for name in (
            *("key", "name", "kind", "district", "village", "code", "address"),
            *("critical", "service_class", "pic_name", "pic_phone", "active"),
        )
    }
    degrees = {name: getattr(row, name) for name in ("latitude", "longitude")}
    told = {name: "" if value is None else f"{value:.6f}" for name, value in degrees.items()}
    upstream = row.upstream.key if row.upstream is not None else ""
    return picture | told | {"agency": row.agency.key, "upstream": upstream}


def _device(row):
    picture = {name: getattr(row, name) for name in ("key", "name", "kind", "vendor", "model")}
    blank = (
        *("serial", "management_address", "firmware", "platform", "owner", "owner_name"),
        *("bought_on", "warranty_until", "notes"),
    )
    told = {"site": row.site.key, "status": "dipakai"}
    return picture | dict.fromkeys(blank, "") | told


def begin(apps, schema_editor):
    """One version of each item as it stands now, in force since this migration ran."""
    version = apps.get_model("inventory", "Version")
    site, device = (apps.get_model("inventory", name) for name in ("Site", "Device"))
    now = timezone.now()
    devices = list(device.objects.select_related("site"))
    pictures = [
        ("site", row.key, _site(row)) for row in site.objects.select_related("agency", "upstream")
    ]
    pictures += [("device", row.key, _device(row)) for row in devices]
    version.objects.bulk_create(
        (
            version(kind=kind, key=key, row=row, act="awal", valid_from=now, by={})
            for kind, key, row in pictures
        ),
        batch_size=500,
    )
    for row in devices:
        row.letters = letters([row.name, row.key, row.kind, row.vendor, row.model])
    device.objects.bulk_update(devices, ["letters"], batch_size=500)


def forget(apps, schema_editor):
    apps.get_model("inventory", "Version").objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [("inventory", "0003_network")]

    operations = [migrations.RunPython(begin, forget)]
