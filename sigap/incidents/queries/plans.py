"""How the SOPs use diagnoses: the plan that ships, or the office's own, checked against the SOP."""

import logging
from pathlib import Path
from typing import Final

from django.conf import settings

from sigap.domain.procedure import Procedure
from sigap.domain.proposals import Plan
from sigap.domain.proposals_toml import PlanFaults, parse_plan

logger = logging.getLogger(__name__)

SHIPPED: Final = Path(settings.PACKAGE_DIR) / "diagnosis_plans"
OWN: Final = "diagnosis"
"""The folder in the data directory that holds the office's own plans."""

_kept: dict[str, Plan | None] = {}


def plan_for(procedure: Procedure) -> Plan | None:
    """The plan of this version of the SOP, None where it has none that can be used.

    Read once a process. A faulty one is told in the log and by `sigap doctor`: the case goes on
    with its diagnoses and without proposals.
    """
    if procedure.source_hash not in _kept:
        try:
            _kept[procedure.source_hash] = read_plan(procedure)
        except PlanFaults as faulty:
            for fault in faulty.faults:
                logger.error("%s: %s", plan_file(procedure.key), fault)
            _kept[procedure.source_hash] = None
    return _kept[procedure.source_hash]


def carries_evidence(procedure: Procedure, step: str) -> bool:
    """Whether the papers of this step's output carry the evidence of the looks at the network."""
    plan = plan_for(procedure)
    return plan is not None and procedure.step(step).output.key in plan.papers


def read_plan(procedure: Procedure) -> Plan | None:
    """The plan as its file is now, None where there is no file. Raises PlanFaults."""
    path = plan_file(procedure.key)
    if path is None:
        return None
    return parse_plan(path.read_text(encoding="utf-8", errors="replace"), procedure)


def plan_file(key: str) -> Path | None:
    """The file that counts for the SOP of this key: the office's own before the one that ships."""
    own = Path(settings.SIGAP_DATA_DIR) / OWN
    return next(
        (path for folder in (own, SHIPPED) if (path := folder / f"{key}.toml").is_file()), None
    )


def forget_plans() -> None:
    """Read the files again when they are next asked for."""
    _kept.clear()
