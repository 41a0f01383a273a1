"""Optical modules and the sensors beside them: MikroTik, Cisco, Huawei, ENTITY-SENSOR-MIB."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Final

from sigap.domain import deviceview as view
from sigap.domain.deviceview import Health, Optic
from sigap.domain.devicewords import dbm_of_milliwatts, text_of, whole_of
from sigap.monitoring.probes.snmp_health import temperature
from sigap.monitoring.probes.snmp_tables import Table
from sigap.monitoring.probes.snmp_walk import Said

MIKROTIK_OPTICAL_ENTRY: Final = "1.3.6.1.4.1.14988.1.1.19.1.1"
MIKROTIK_HEALTH: Final = "1.3.6.1.4.1.14988.1.1.3"
CISCO_SENSOR_ENTRY: Final = "1.3.6.1.4.1.9.9.91.1.1.1.1"
SENSOR_ENTRY: Final = "1.3.6.1.2.1.99.1.1.1"
HUAWEI_OPTICAL_ENTRY: Final = "1.3.6.1.4.1.2011.5.25.31.1.1.3.1"

# A receiver in the dark tells about -40; a laser never more than a few dBm above zero.
_DARKEST, _BRIGHTEST = -60.0, 20.0
# EntitySensorDataType, and Cisco's own for optical power.
_VOLTS: Final = (3, 4)
_AMPERES, _WATTS, _CELSIUS, _RPM, _DBM = 5, 6, 8, 10, 14
# EntitySensorDataScale: units is 9, each step a thousand times.
_UNITS: Final = 9
_WORKING: Final = 1
_PORT: Final = re.compile(r"^((?:[A-Za-z-]+ ?)\d[\d/.:]*)\b[ ,:-]*(.*)$")
_RECEIVE: Final = re.compile(r"\b(rx|receive)", re.I)
_TRANSMIT: Final = re.compile(r"\b(tx|transmit)", re.I)


def power(dbm: float | None) -> float | None:
    """Optical power, unless no module could measure it."""
    return round(dbm, 2) if dbm is not None and _DARKEST < dbm < _BRIGHTEST else None


def _signed(said: Said) -> int | None:
    """A Gauge32 in which an agent wrote a negative number as it stood in memory."""
    number = whole_of(said)
    return number - 2**32 if number is not None and number >= 2**31 else number


def _scaled(said: Said, divisor: int) -> float | None:
    number = _signed(said)
    return None if number is None else number / divisor


def mikrotik_optics(table: Table) -> Iterator[Optic]:
    """MIKROTIK-MIB mtxrOptical. A cage without a module tells no supply voltage."""
    for index in table.indexes():
        voltage = _scaled(table.cell(7, index), 1000)
        if voltage:
            yield Optic(
                interface=text_of(table.cell(2, index)),
                rx_dbm=power(_scaled(table.cell(10, index), 1000)),
                tx_dbm=power(_scaled(table.cell(9, index), 1000)),
                temperature=_scaled(table.cell(6, index), 1),
                voltage=voltage,
                bias_ma=_scaled(table.cell(8, index), 1),
            )


# mtxrGaugeUnit: which kind, which unit, and by how much the number is to be divided.
_GAUGES: Final = {
    1: (view.TEMPERATURE, "°C", 1),
    2: (view.FAN, "rpm", 1),
    3: (view.VOLTAGE, "V", 10),
    4: (view.CURRENT, "A", 10),
    5: (view.CURRENT, "W", 10),
}
_GAUGE_STATUS: Final = 6
# RouterOS 6 and SwOS: one object each, in tenths.
_SCALARS: Final = {
    "8.0": (view.VOLTAGE, "voltage", "V", 10),
    "10.0": (view.TEMPERATURE, "temperature", "°C", 10),
    "11.0": (view.TEMPERATURE, "processor-temperature", "°C", 10),
    "12.0": (view.CURRENT, "power", "W", 10),
    "13.0": (view.CURRENT, "current", "mA", 1),
    "17.0": (view.FAN, "fan1", "rpm", 1),
    "18.0": (view.FAN, "fan2", "rpm", 1),
}
_SUPPLIES: Final = {"15.0": "psu1", "16.0": "psu2"}


def mikrotik_health(table: Table) -> Iterator[Health]:
    """MIKROTIK-MIB mtxrHealth: the table of gauges of RouterOS 7, else the single objects."""
    cells = table.column(100)
    gauges = {
        index.removeprefix("1.2."): said for index, said in cells.items() if index[:4] == "1.2."
    }
    for number, name in gauges.items():
        value, unit = whole_of(cells.get(f"1.3.{number}")), whole_of(cells.get(f"1.4.{number}"))
        if unit == _GAUGE_STATUS:
            state = view.GOOD if value else view.BAD
            yield Health(view.POWER_SUPPLY, text_of(name), state=state)
        elif value is not None and unit in _GAUGES:
            kind, sign, divisor = _GAUGES[unit]
            yield Health(kind, text_of(name), value / divisor, sign)
    if not gauges:
        yield from _mikrotik_scalars(table)


def _mikrotik_scalars(table: Table) -> Iterator[Health]:
    told = {
        f"{number}.{index}": said
        for number, column in table.columns.items()
        for index, said in column.items()
    }
    for place, (kind, name, unit, divisor) in _SCALARS.items():
        if value := whole_of(told.get(place)):
            yield Health(kind, name, value / divisor, unit)
    for place, name in _SUPPLIES.items():
        if (working := whole_of(told.get(place))) is not None:
            yield Health(view.POWER_SUPPLY, name, state=view.GOOD if working else view.BAD)


def huawei_optics(table: Table, names: Mapping[str, Said]) -> Iterator[Optic]:
    """HUAWEI-ENTITY-EXTENT-MIB: power in hundredths of dBm, by older software in microwatts."""
    for index in table.indexes():
        voltage = _scaled(table.cell(6, index), 1000)
        if voltage and voltage > 0:
            yield Optic(
                interface=text_of(names.get(index)),
                rx_dbm=_huawei_power(table.cell(8, index)),
                tx_dbm=_huawei_power(table.cell(9, index)),
                temperature=_scaled(table.cell(5, index), 1),
                voltage=voltage,
                bias_ma=_scaled(table.cell(7, index), 1000),
            )


def _huawei_power(said: Said) -> float | None:
    number = _signed(said)
    if number is None or number == -1:
        return None
    return power(number / 100 if number < 0 else dbm_of_milliwatts(number / 1000))


def sensors(table: Table, names: Mapping[str, Said]) -> tuple[list[Optic], list[Health]]:
    """ENTITY-SENSOR-MIB and Cisco's own, which has the same columns and dBm beside.

    A sensor whose name begins with a port ("Te1/1/1 Receive Power Sensor") is of its module.
    """
    optics: dict[str, Optic] = {}
    health: list[Health] = []
    for index, said in table.column(4).items():
        kind, value = whole_of(table.cell(1, index)), _measured(table, index, said)
        name = text_of(names.get(index)) or f"#{index}"
        if value is None or whole_of(table.cell(5, index)) not in (None, _WORKING):
            continue
        if "dbm" in text_of(table.cell(6, index)).lower():
            kind = _DBM
        port = _PORT.match(name)
        if port and kind is not None:
            known = optics.get(port[1], Optic(port[1]))
            optics[port[1]] = _with(known, kind, value, name)
        else:
            health += _sensed(kind, name, value)
    return [one for one in optics.values() if one != Optic(one.interface)], health


def _measured(table: Table, index: str, said: Said) -> float | None:
    value = whole_of(said)
    scale, precision = whole_of(table.cell(2, index)), whole_of(table.cell(3, index))
    if value is None or abs(value) >= 10**9:
        return None
    # The scales and precisions of the MIB: 1 to 17, and -8 to 9.
    steps = min(max((scale or _UNITS) - _UNITS, -8), 8)
    digits = min(max(precision or 0, 0), 9)
    return float(value * 10.0 ** (steps * 3 - digits))


def _with(optic: Optic, kind: int, value: float, name: str) -> Optic:
    if kind == _DBM or (kind == _WATTS and value < 1):
        dbm = power(value if kind == _DBM else dbm_of_milliwatts(value * 1000))
        if _RECEIVE.search(name):
            return replace(optic, rx_dbm=dbm)
        return replace(optic, tx_dbm=dbm) if _TRANSMIT.search(name) else optic
    if kind == _CELSIUS:
        return replace(optic, temperature=round(value, 1))
    if kind in _VOLTS:
        return replace(optic, voltage=round(value, 2))
    return replace(optic, bias_ma=round(value * 1000, 2)) if kind == _AMPERES else optic


def _sensed(kind: int | None, name: str, value: float) -> Iterator[Health]:
    if kind == _CELSIUS:
        yield from temperature(name, value)
    elif kind in _VOLTS:
        yield Health(view.VOLTAGE, name, round(value, 2), "V")
    elif kind == _RPM:
        yield Health(view.FAN, name, value, "rpm")
