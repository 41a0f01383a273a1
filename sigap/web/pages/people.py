"""People: the list, one person with what belongs to them, and the forms that change it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from sigap.domain.actor import NETWORK_ADMIN, TECHNICIAN, Actor
from sigap.domain.errors import Fault, Invalid, NotFound, Refused, words
from sigap.domain.names import Named, taken_apart
from sigap.incidents.queries.successions import given_count
from sigap.people import actions
from sigap.people.models import Agency, PersonalFacts, Qualification, User
from sigap.people.persons import (
    facts_of,
    facts_on,
    gaps,
    masked,
    nik_of,
    qualifications_of,
    search_people,
)
from sigap.people.queries import acting
from sigap.people.seats import capacities, offices_of
from sigap.web.attempts import Attempt, sheet
from sigap.web.choices import agency_typed
from sigap.web.entered import Entered
from sigap.web.fresh import require_fresh
from sigap.web.middleware import PageRequest
from sigap.web.organisation import wanted_qualifications
from sigap.web.person import unseen

REVEAL: Final = "buka-nik"
# Asks for a fresh proof of identity before it is done.
_FRESH: Final = frozenset({REVEAL, "kata-sandi"})
# Whose qualifications the SOP asks for at dispatch.
QUALIFIED: Final = (TECHNICIAN, NETWORK_ADMIN)
_SHOWN: Final = 100


@dataclass(slots=True)
class Sent:
    """One form about a person as it came."""

    user: User
    entered: Entered
    at: datetime
    by: Actor

    def how(self) -> dict[str, Any]:
        """What every action is told besides its own."""
        return {"at": self.at, "by": self.by}


@login_required
@require_safe
def show(request: PageRequest) -> HttpResponse:
    """The list, narrowed by what is typed; who holds what now stands beside each name."""
    text = request.GET.get("q", "")
    everybody = bool(request.GET.get("semua"))
    found = search_people(text, everybody=everybody, limit=_SHOWN + 1)
    held = capacities(found, request.at)
    context = {
        "people": [(user, held.get(user.pk, ())) for user in found[:_SHOWN]],
        "more": len(found) > _SHOWN,
        "q": text,
        "everybody": everybody,
        "unread_notices": unseen(request),
    }
    return render(request, "organisation/people.html", context)


@login_required
@require_safe
def suggest(request: PageRequest) -> HttpResponse:
    """The options of a datalist for the typed letters of a name."""
    found = search_people(request.GET.get("person", ""), limit=10)
    return render(request, "organisation/suggested.html", {"people": found})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: PageRequest) -> HttpResponse:
    """A new person with an account; an office is given on the page of the office."""
    attempt = None
    if request.method == "POST":
        try:
            user = _add(Entered(request.POST), request.at, _by(request))
        except Invalid as refusal:
            attempt = Attempt("baru", request.POST, refusal)
        else:
            messages.success(request, _("%(name)s ditambahkan.") % {"name": user.name})
            return redirect("person", user.username)
    context = {"sheet": sheet("baru", attempt), "unread_notices": unseen(request)}
    return render(request, "organisation/new_person.html", context, status=422 if attempt else 200)


@login_required
@require_safe
def one(request: PageRequest, username: str) -> HttpResponse:
    """One person: account, offices held, dated facts, qualifications."""
    return _page(request, _user(username))


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: PageRequest, username: str, act: str) -> HttpResponse:
    """Carry one change out and show the person again, or give the form back with its faults."""
    if act not in ACTS and act != REVEAL:
        raise NotFound("no-such-act", words("Tindakan itu tidak dikenal."))
    user = _user(username)
    if request.method != "POST":
        return redirect("person", username)
    if act in _FRESH:
        require_fresh(request)
    sent = Sent(user, Entered(request.POST), request.at, _by(request))
    try:
        if act == REVEAL:
            nik = actions.reveal_nik(user, reason=sent.entered.text("reason"), **sent.how())
            return _page(request, user, nik=nik)
        messages.success(request, ACTS[act](sent))
    except (Invalid, Refused) as refusal:
        return _page(request, user, Attempt(act, request.POST, refusal))
    return redirect("person", username)


def _by(request: PageRequest) -> Actor:
    assert request.actor is not None
    return request.actor


def _user(username: str) -> User:
    found = User.objects.filter(username=username).select_related("agency").first()
    if found is None:
        template = words("Tidak ada orang dengan nama pengguna %(username)s.")
        raise NotFound("person-not-found", template, username=username[:80])
    return found


def _page(
    request: PageRequest, user: User, attempt: Attempt | None = None, *, nik: str = ""
) -> HttpResponse:
    context = {
        **_belonging(user, request.at),
        "nik": nik,
        "attempt": attempt,
        "sheet": lambda act, key="": sheet(act, attempt, key=key),
        "at": request.at,
        "unread_notices": unseen(request),
    }
    status = attempt.refusal.status if attempt else 200
    return render(request, "organisation/person.html", context, status=status)


def _belonging(user: User, at: datetime) -> dict[str, Any]:
    """What is known of a person: account, offices, facts, qualifications and what is missing."""
    wanted, actor = wanted_qualifications(), acting(user, at=at)
    asked = wanted if actor.holds(*QUALIFIED) else ()
    return {
        "user": user,
        "actor": actor,
        "offices": offices_of(user),
        "facts": facts_of(user),
        "now": facts_on(user, at) or _from_account(user),
        "masked": masked(nik_of(user)),
        "qualifications": qualifications_of(user),
        "wanted": [(title, title) for title in wanted],
        "gaps": gaps([user], asked, at=at).get(user.pk, ()),
        "given": given_count(user.username),
    }


def _from_account(user: User) -> PersonalFacts:
    """What the account alone says, for a form to begin with; not stored."""
    named = taken_apart(user.name)
    return PersonalFacts(
        front_title=named.front, bare_name=named.bare, back_title=named.back, nip=user.nip
    )


def _add(entered: Entered, at: datetime, by: Actor) -> User:
    typed = entered.text("agency")
    agency = agency_typed(typed) if typed else None
    if typed and agency is None:
        template = words("Perangkat Daerah “%(value)s” tidak dikenal.")
        entered.faults["agency"] = Fault("unknown-key", template, {"value": typed[:80]})
    entered.require_sound()
    return actions.create_user(
        entered.text("username"),
        entered.text("name"),
        nip=entered.text("nip"),
        phone=entered.text("phone"),
        email=entered.text("email"),
        agency=Agency.objects.filter(key=agency.key).first() if agency else None,
        password=entered.typed.get("password") or None,
        at=at,
        by=by,
    )


def _facts(sent: Sent) -> str:
    entered = sent.entered
    since = entered.day("since", needed=True)
    entered.require_sound()
    assert since is not None
    named = Named(
        entered.text("front_title"), entered.text("bare_name"), entered.text("back_title")
    )
    row = actions.record_facts(
        sent.user,
        named=named,
        nip=entered.text("nip"),
        rank=entered.text("rank"),
        grade=entered.text("grade"),
        since=since,
        source=entered.text("source"),
        **sent.how(),
    )
    return _("Data diri %(name)s dicatat.") % {"name": row.full_name}


def _nik(sent: Sent) -> str:
    actions.record_nik(sent.user, sent.entered.text("nik"), **sent.how())
    return _("NIK disimpan terenkripsi.")


def _qualified(sent: Sent) -> str:
    entered = sent.entered
    obtained_on, expires_on = entered.day("obtained_on"), entered.day("expires_on")
    entered.require_sound()
    title = entered.text("other") or entered.text("title")
    row = actions.record_qualification(
        sent.user,
        title,
        evidence=entered.text("evidence"),
        obtained_on=obtained_on,
        expires_on=expires_on,
        **sent.how(),
    )
    return _("Kualifikasi “%(title)s” dicatat.") % {"title": row.title}


def _withdrawn(sent: Sent) -> str:
    rows = Qualification.objects.filter(user=sent.user).select_related("user")
    row = rows.filter(pk=sent.entered.number("key")).first()
    if row is None:
        raise NotFound("qualification-not-found", words("Kualifikasi itu tidak ada."))
    actions.withdraw_qualification(row, **sent.how())
    return _("Kualifikasi “%(title)s” dicabut.") % {"title": row.title}


def _barred(sent: Sent) -> str:
    actions.set_active(sent.user, False, **sent.how())
    return _("%(name)s tidak dapat masuk lagi; langkahnya segera kembali ke jabatannya.") % {
        "name": sent.user.name
    }


def _let_in(sent: Sent) -> str:
    actions.set_active(sent.user, True, **sent.how())
    return _("%(name)s dapat masuk lagi.") % {"name": sent.user.name}


def _password(sent: Sent) -> str:
    actions.set_password(sent.user, sent.entered.typed.get("password", ""), **sent.how())
    return _("Kata sandi %(name)s diganti.") % {"name": sent.user.name}


ACTS: Final[Mapping[str, Callable[[Sent], str]]] = {
    "data-diri": _facts,
    "nik": _nik,
    "kualifikasi": _qualified,
    "cabut-kualifikasi": _withdrawn,
    "nonaktifkan": _barred,
    "aktifkan": _let_in,
    "kata-sandi": _password,
}
