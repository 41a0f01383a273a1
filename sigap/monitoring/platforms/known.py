"""Every platform that can be read over SSH, by the key that the inventory gives a device."""

from typing import Final

from sigap.monitoring.platforms import (
    cisco_ios,
    cisco_nxos,
    huawei_vrp,
    linux,
    mikrotik_routeros,
    ubiquiti_edgerouter,
)
from sigap.monitoring.platforms.base import Platform

PLATFORMS: Final[dict[str, Platform]] = {
    module.PLATFORM.key: module.PLATFORM
    for module in (
        cisco_ios,
        cisco_nxos,
        huawei_vrp,
        linux,
        mikrotik_routeros,
        ubiquiti_edgerouter,
    )
}
# The inventory names the vendor; EdgeOS is the one of its systems with a command line.
PLATFORMS["ubiquiti"] = ubiquiti_edgerouter.PLATFORM
