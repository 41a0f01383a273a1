"""Django's `flush`, which empties every table, made to respect the ledger."""

from typing import Any

from django.core.management import CommandError
from django.core.management.commands import flush
from django.db import connections

from sigap.audit import guards
from sigap.audit.models import Entry


class Command(flush.Command):
    """Refuses a person who would empty a ledger that holds entries.

    Without questions (--no-input) it empties everything, as Django's tests need between two
    tests that commit.
    """

    def handle(self, **options: Any) -> None:
        connection = connections[options["database"]]
        if options["interactive"] and Entry.objects.using(options["database"]).exists():
            raise CommandError(
                "Buku catatan (ledger) sudah berisi dan tidak boleh dikosongkan. "
                "Untuk mulai dari awal, siapkan basis data baru."
            )
        guards.remove(connection)
        try:
            # Tables that are no model (the search index) would keep PostgreSQL from emptying those
            # they point to.
            super().handle(**options | {"allow_cascade": True})
        finally:
            guards.install(connection)
