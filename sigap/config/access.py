"""The permission table: every page and every operation of the API with who may open it at all.

A page or operation without a row is open to nobody, and fails the build (tests/web/test_access.py).
The views keep their finer checks: whose case it is, which step, which verb.
"""

from collections.abc import Mapping
from typing import Final

from sigap.domain.access import ACCOUNT, PUBLIC, Entry, only
from sigap.domain.actor import AUDITOR, KABID, KASI, OFFICE, OPERATOR, ROLES, SYSTEM_ADMIN
from sigap.incidents.actions.intake import REPORTERS
from sigap.people.actions.duty import PLANNERS

# Whoever holds any office now; a contact finds the own agency's cases only.
CASES: Final = only(*ROLES, own_agency=True)
ADMIN: Final = only(SYSTEM_ADMIN)

PAGES: Final[Mapping[str, Entry]] = {
    # Signs of life, and the API's own description.
    "healthz": PUBLIC,
    "readyz": PUBLIC,
    "metrics": PUBLIC,
    # Proved by its own word and signature.
    "hook-whatsapp": PUBLIC,
    "api:openapi-json": PUBLIC,
    "api:openapi-view": PUBLIC,
    "api:api-root": PUBLIC,
    # Coming and going.
    "sign-in": PUBLIC,
    "sign-in-second": PUBLIC,
    "sign-in-passkey-options": PUBLIC,
    "sign-in-passkey": PUBLIC,
    "sign-in-link": PUBLIC,
    "sign-in-with-link": PUBLIC,
    "openid_connect_login": PUBLIC,
    "openid_connect_callback": PUBLIC,
    "proved": ACCOUNT,
    "security": ACCOUNT,
    "security-password": Entry(fresh=True),
    "security-app": Entry(fresh=True, fresh_reads=True),
    "security-passkey": Entry(fresh=True, fresh_reads=True),
    "security-codes": Entry(fresh=True, fresh_reads=True),
    "security-remove": Entry(fresh=True),
    "security-sessions": ACCOUNT,
    "sign-out": PUBLIC,
    "display": PUBLIC,
    # Following one report with its code.
    "track": PUBLIC,
    "tracking": PUBLIC,
    "tracking-answer": PUBLIC,
    # One's own.
    "inbox": ACCOUNT,
    "notices": ACCOUNT,
    "notices-seen": ACCOUNT,
    "notice": ACCOUNT,
    # A page whose session has ended is answered too: that it need not ask again.
    "live": PUBLIC,
    "live-now": ACCOUNT,
    "own-news": ACCOUNT,
    "own-browser": ACCOUNT,
    "help": ACCOUNT,
    # Cases.
    "incidents": CASES,
    "incident": CASES,
    "incident-file": CASES,
    "incident-act": CASES,
    "cyber-notice": CASES,
    "receipt": CASES,
    "report": only(*REPORTERS, own_agency=True),
    "report-places": only(*REPORTERS),
    "report-context": only(*REPORTERS, own_agency=True),
    # Papers: the letters to an agency are its contact's too.
    "papers": CASES,
    "paper": CASES,
    "paper-settings": only(KABID, KASI, SYSTEM_ADMIN),
    "verify": PUBLIC,
    "verification": PUBLIC,
    # Messages from outside.
    "incoming": only(OPERATOR, KABID),
    "letter": only(OPERATOR, KABID),
    # Procedures.
    "sop": ACCOUNT,
    "sop-newest": ACCOUNT,
    "sop-version": ACCOUNT,
    "sop-compare": ACCOUNT,
    "sop-pdf": ACCOUNT,
    "sop-bpmn": ACCOUNT,
    "sop-new": only(KABID, SYSTEM_ADMIN),
    # The duty roster.
    "duty": only(*OFFICE),
    "duty-swap": only(*OFFICE),
    "duty-answer": only(*OFFICE),
    "duty-calendar": only(*OFFICE),
    "duty-subscribe": only(*OFFICE),
    "duty-feed": PUBLIC,
    "duty-plan": only(*PLANNERS),
    "duty-change": only(*PLANNERS),
    "duty-import": only(*PLANNERS),
    # Settings.
    "settings": ADMIN,
    "positions": only(*OFFICE),
    "position": only(*OFFICE),
    "position-new": ADMIN,
    "position-act": only(SYSTEM_ADMIN, fresh=True),
    "people": ADMIN,
    "people-suggested": ADMIN,
    "person": ADMIN,
    "person-new": ADMIN,
    "person-act": ADMIN,
    "calendars": only(*OFFICE),
    "calendar": only(*OFFICE),
    "calendar-versions": only(*OFFICE),
    "calendar-change": ADMIN,
    "service-classes": ADMIN,
    "service-class": ADMIN,
    "channels": ADMIN,
    "channel-new": ADMIN,
    "channel": ADMIN,
    "channel-act": ADMIN,
    "channel-test": ADMIN,
    "dead-letters": ADMIN,
    "news-rules": ADMIN,
    "news-rule": ADMIN,
    "escalation": ADMIN,
    "escalation-ladder": ADMIN,
    # The sealed record.
    "record": only(SYSTEM_ADMIN, AUDITOR),
    "record-sheet": only(SYSTEM_ADMIN, AUDITOR),
    "styleguide": PUBLIC,
}

OPERATIONS: Final[Mapping[str, Entry]] = {
    "POST /incidents": only(*REPORTERS, own_agency=True),
    "GET /incidents": CASES,
    "GET /inbox": CASES,
    "GET /incidents/{number}": CASES,
    "POST /incidents/{number}/accept": CASES,
    "POST /incidents/{number}/exits/{verb}": CASES,
    "POST /incidents/{number}/decline": CASES,
    "POST /incidents/{number}/hold": CASES,
    "POST /incidents/{number}/resume": CASES,
    "POST /incidents/{number}/deviations": CASES,
    "POST /incidents/{number}/deviations/{int:deviation}/ratify": CASES,
    "POST /incidents/{number}/notes": CASES,
    "POST /incidents/{number}/cancel": CASES,
    "POST /incidents/{number}/parent": CASES,
    "DELETE /incidents/{number}/parent": CASES,
    "POST /incidents/{number}/unfollow": CASES,
    "POST /incidents/{number}/agencies": CASES,
    "POST /incidents/{number}/confirmations/{agency}": CASES,
    "POST /incidents/{number}/restrict": CASES,
    "POST /incidents/{number}/notifications": CASES,
    "GET /incidents/{number}/cyber-notice": CASES,
    "GET /incidents/{number}/timeline": CASES,
    "GET /incidents/{number}/clocks": CASES,
    "GET /incidents/{number}/documents": CASES,
    "GET /incidents/{number}/attachments": CASES,
    "POST /incidents/{number}/attachments": CASES,
    "GET /incidents/{number}/attachments/{key}": CASES,
    "GET /categories": ACCOUNT,
    "GET /procedures": ACCOUNT,
    "GET /procedures/{key}.pdf": ACCOUNT,
    "GET /procedures/{key}.bpmn": ACCOUNT,
    "GET /procedures/{key}": ACCOUNT,
    "GET /agencies": ACCOUNT,
    "GET /duty": only(*OFFICE),
    "GET /sites": CASES,
    "GET /calendars": ACCOUNT,
    "GET /devices": CASES,
    "GET /positions": only(*OFFICE),
    "GET /people": ADMIN,
}
