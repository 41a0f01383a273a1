"""Devices asked of themselves, as one more kind of probe: over SNMP, and over SSH.

What the device told travels in `Reading.told`; why it told nothing is a code in `Reading.detail`,
said to people by TROUBLES.
"""

import asyncio
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sigap.domain.answers import Answer
from sigap.domain.errors import words
from sigap.monitoring.platforms.base import Platform
from sigap.monitoring.probes import snmp_access, ssh, ssh_access
from sigap.monitoring.probes.base import Reading, Target, Told
from sigap.monitoring.probes.snmp import read_ports
from sigap.monitoring.probes.snmp_access import SnmpLimits, SnmpTarget, Unanswered
from sigap.monitoring.probes.ssh_access import SshLimits, SshTarget

# A poll comes round again soon, so it is short: a silent device takes four seconds.
POLL: Final = SnmpLimits(seconds=20.0)
SIGN_IN: Final = SshLimits(command=20.0, seconds=90.0)
KEY_CHANGED: Final = "ssh-host-key-changed"

NO_SNMP: Final = "no-snmp-credential"
NO_SSH: Final = "no-ssh-credential"
NO_PLATFORM: Final = "no-platform"

_UNREACHABLE: Final = (Answer.TIMEOUT, Answer.REFUSED, Answer.NO_ROUTE, Answer.PROBER_BROKEN)
TROUBLES: Final[Mapping[str, str]] = {
    NO_SNMP: words("Inventaris belum punya kredensial SNMP untuk perangkat ini."),
    NO_SSH: words("Inventaris belum punya kredensial SSH untuk perangkat ini."),
    NO_PLATFORM: words("Inventaris belum menyebut platform perangkat ini, jadi SSH tidak dipakai."),
    KEY_CHANGED: words(
        "Kunci host SSH berubah; kata sandi tidak dikirim. Seorang pengelola inventaris "
        "memeriksa dan menerima kuncinya dulu."
    ),
    **{
        each.fault.code: each.fault.template
        for each in (
            snmp_access.silent(),
            snmp_access.v3_silent(),
            snmp_access.refused(),
            snmp_access.wrong_user(),
            snmp_access.wrong_password(),
            snmp_access.wrong_privacy(),
            snmp_access.bad_answer(),
            snmp_access.nothing_allowed(),
            snmp_access.unusable(),
            ssh_access.wrong_login(),
            ssh_access.no_common_algorithm(),
            ssh_access.bad_answer(),
            ssh_access.unusable_key(),
            ssh_access.unusable_address(),
            *map(ssh_access.unreachable, _UNREACHABLE),
        )
    },
    "ssh-no-prompt": words("Masuk SSH berhasil, tetapi prompt platformnya tidak muncul."),
}
"""What each code of a detail says to people; a code is looked up, never shown."""


@dataclass(frozen=True, slots=True)
class SshWay:
    """How a device is signed in to, and which list of commands is its own."""

    target: SshTarget
    platform: Platform


async def poll(target: Target, *, at: datetime) -> Reading:
    """Read who the device is and its ports over SNMP; `target.access` is an SnmpTarget.

    Where there is none, `target.access` is the code of what is missing.
    """
    if not isinstance(target.access, SnmpTarget):
        return _missing(target, at, NO_SNMP)
    begun = time.monotonic()
    try:
        read = await read_ports(target.access, at=at, limits=POLL)
    except Unanswered as refusal:
        return _refused(target, at, refusal)
    trips = (time.monotonic() - begun,)
    return Reading(target, at, Answer.OK, trips=trips, told=Told(read.view, read.raw))


async def sign_in(target: Target, *, at: datetime) -> Reading:
    """Sign in over SSH and read the routine commands; `target.access` is an SshWay."""
    way = target.access
    if not isinstance(way, SshWay):
        return _missing(target, at, NO_SSH)
    begun = time.monotonic()
    try:
        read = await asyncio.to_thread(
            ssh.read_device, way.target, way.platform, at=at, limits=SIGN_IN
        )
    except Unanswered as refusal:
        return _refused(target, at, refusal)
    trips = (time.monotonic() - begun,)
    told = Told(read.view, read.raw, read.fingerprint)
    return Reading(target, at, Answer.OK, trips=trips, told=told)


def _missing(target: Target, at: datetime, usual: str) -> Reading:
    code = target.access if isinstance(target.access, str) else usual
    return Reading(target, at, Answer.UNUSABLE, sent=0, detail=code)


def _refused(target: Target, at: datetime, refusal: Unanswered) -> Reading:
    shown = refusal.fault.params.get("seen") if refusal.fault.code == KEY_CHANGED else None
    raw = {"shown": shown} if shown else {}
    return Reading(target, at, refusal.answer, detail=refusal.fault.code, raw=raw)
