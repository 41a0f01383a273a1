"""How the device itself fares: processors, memory, sensors, of every vendor alike or Cisco's."""

from collections.abc import Iterator, Mapping
from typing import Final

from sigap.domain import deviceview as view
from sigap.domain.deviceview import Health
from sigap.domain.devicewords import text_of, whole_of
from sigap.monitoring.probes.snmp_tables import Table
from sigap.monitoring.probes.snmp_walk import Said

PROCESSOR_ENTRY: Final = "1.3.6.1.2.1.25.3.3.1"
STORAGE_ENTRY: Final = "1.3.6.1.2.1.25.2.3.1"
LM_TEMPERATURE_ENTRY: Final = "1.3.6.1.4.1.2021.13.16.2.1"
CISCO_VOLTAGE_ENTRY: Final = "1.3.6.1.4.1.9.9.13.1.2.1"
CISCO_TEMPERATURE_ENTRY: Final = "1.3.6.1.4.1.9.9.13.1.3.1"
CISCO_FAN_ENTRY: Final = "1.3.6.1.4.1.9.9.13.1.4.1"
CISCO_SUPPLY_ENTRY: Final = "1.3.6.1.4.1.9.9.13.1.5.1"
CISCO_CPU_ENTRY: Final = "1.3.6.1.4.1.9.9.109.1.1.1.1"
CISCO_POOL_ENTRY: Final = "1.3.6.1.4.1.9.9.48.1.1.1"
HUAWEI_STATE_ENTRY: Final = "1.3.6.1.4.1.2011.5.25.31.1.1.1.1"

_RAM: Final = "1.3.6.1.2.1.25.2.1.2"
# CiscoEnvMonState: normal, warning, critical, shutdown, notPresent, notFunctioning.
_CISCO_STATES: Final = {1: view.GOOD, 2: view.BAD, 3: view.BAD, 4: view.BAD, 6: view.BAD}
_NOT_PRESENT: Final = 5
# Beyond these a sensor is not measuring: it is absent, or counts in another unit.
_COLDEST, _HOTTEST = -60.0, 200.0


def temperature(name: str, degrees: float | None, state: str = "") -> Iterator[Health]:
    """A temperature, unless no real sensor could mean it."""
    if degrees is not None and _COLDEST < degrees < _HOTTEST:
        yield Health(view.TEMPERATURE, name, round(degrees, 1), "°C", state)


def share(kind: str, name: str, percent: float | None) -> Iterator[Health]:
    """A share of the whole in percent."""
    if percent is not None and 0 <= percent <= 100:
        yield Health(kind, name, round(percent, 1), "%")


def host(processors: Table, storage: Table, lm: Table) -> Iterator[Health]:
    """HOST-RESOURCES-MIB and LM-SENSORS-MIB: RouterOS, Linux, EdgeOS and many others."""
    for at, load in enumerate(processors.column(2).values(), start=1):
        yield from share(view.CPU, f"CPU {at}", whole_of(load))
    for index, kind in storage.column(2).items():
        size, used = whole_of(storage.cell(5, index)), whole_of(storage.cell(6, index))
        if text_of(kind).strip(".") == _RAM and size and used is not None:
            yield from share(view.MEMORY, text_of(storage.cell(3, index)), used * 100 / size)
    for index, name in lm.column(2).items():
        thousandths = whole_of(lm.cell(3, index))
        if thousandths:  # 0 is a socket of the board with no sensor in it
            yield from temperature(text_of(name), thousandths / 1000)


def cisco(tables: Mapping[str, Table]) -> Iterator[Health]:
    """CISCO-ENVMON, PROCESS and MEMORY-POOL MIBs."""
    heat = tables[CISCO_TEMPERATURE_ENTRY]
    for index in heat.indexes():
        state = whole_of(heat.cell(6, index))
        degrees = whole_of(heat.cell(3, index))
        if state != _NOT_PRESENT:
            yield from temperature(
                text_of(heat.cell(2, index)), degrees, _CISCO_STATES.get(state or 0, "")
            )
    volts = tables[CISCO_VOLTAGE_ENTRY]
    for index, name in volts.column(2).items():
        thousandths = whole_of(volts.cell(3, index))
        if thousandths is not None:
            state = whole_of(volts.cell(7, index))
            told = _CISCO_STATES.get(state or 0, "")
            yield Health(view.VOLTAGE, text_of(name), thousandths / 1000, "V", told)
    yield from _cisco_states(view.FAN, tables[CISCO_FAN_ENTRY])
    yield from _cisco_states(view.POWER_SUPPLY, tables[CISCO_SUPPLY_ENTRY])
    yield from _cisco_load(tables[CISCO_CPU_ENTRY], tables[CISCO_POOL_ENTRY])


def _cisco_states(kind: str, table: Table) -> Iterator[Health]:
    for index, state in table.column(3).items():
        number = whole_of(state)
        if number != _NOT_PRESENT:
            name = text_of(table.cell(2, index)) or f"#{index}"
            yield Health(kind, name, state=_CISCO_STATES.get(number or 0, ""))


def _cisco_load(cpus: Table, pools: Table) -> Iterator[Health]:
    for index in cpus.indexes():
        # The mean of five minutes: the new object, else the one it replaced.
        load = whole_of(cpus.cell(8, index))
        told = whole_of(cpus.cell(5, index)) if load is None else load
        yield from share(view.CPU, f"CPU {index}", told)
    for index, name in pools.column(2).items():
        used, free = whole_of(pools.cell(5, index)), whole_of(pools.cell(6, index))
        if used is not None and free is not None and used + free > 0:
            yield from share(view.MEMORY, text_of(name), used * 100 / (used + free))


def huawei(states: Table, names: Mapping[str, Said]) -> Iterator[Health]:
    """HUAWEI-ENTITY-EXTENT-MIB: what is 0 in every column has no sensor."""
    for index in states.indexes():
        name = text_of(names.get(index)) or f"#{index}"
        if cpu := whole_of(states.cell(5, index)):
            yield from share(view.CPU, name, cpu)
        if memory := whole_of(states.cell(7, index)):
            yield from share(view.MEMORY, name, memory)
        if degrees := whole_of(states.cell(11, index)):
            yield from temperature(name, degrees)
