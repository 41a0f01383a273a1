"""Where a test message goes: the address the tester gave, or the tester's own browsers."""

import re

from sigap.domain.actor import Actor
from sigap.domain.channels import EMAIL, TELEGRAM, WEB_PUSH, Kind
from sigap.domain.errors import Fault, Invalid, Refused, words
from sigap.domain.telephone import international
from sigap.notifications.queries.routing import as_address, browsers_of


def addresses_to_try(kind: Kind, address: str, by: Actor) -> list[str]:
    """The addresses of one test; Invalid for what cannot be one, Refused where there is none."""
    if not kind.personal:
        return [""]
    if kind.key == WEB_PUSH:
        browsers = browsers_of(by.user_id) if by.user_id is not None else []
        if not browsers:
            raise Refused(
                "no-browser",
                words("Nyalakan dahulu notifikasi peramban pada halaman Pemberitahuan Anda."),
            )
        return [as_address(row) for row in browsers]
    address = address.strip()
    fault = _fault(kind, address)
    if fault is not None:
        raise Invalid({"address": fault})
    return [address]


def _fault(kind: Kind, address: str) -> Fault | None:
    if kind.key == EMAIL:
        good = re.fullmatch(r"[^@\s]+@[^@\s]+", address)
        return None if good else Fault("bad-address", words("Isi alamat surel, nama@instansi.id."))
    if kind.key == TELEGRAM:
        good = re.fullmatch(r"-?[0-9]{3,20}", address)
        return None if good else Fault("bad-address", words("Isi nomor obrolan, misalnya 481216."))
    if international(address):
        return None
    return Fault("bad-address", words("Isi nomor telepon, misalnya 0812 3456 7890."))
