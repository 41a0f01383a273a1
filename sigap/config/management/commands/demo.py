"""`sigap demo`: fills an empty installation with the demo city, and says how to sign in."""

from typing import Any

from django.conf import settings

from sigap.config.command import SigapCommand
from sigap.config.demo import load
from sigap.config.demo_people import PEOPLE
from sigap.config.secretfiles import demo_password
from sigap.kit import clock
from sigap.people.models import Position, User


class Command(SigapCommand):
    """Does nothing to an installation that has cases: invented ones never stand among real ones."""

    help = "Isi kota contoh: setengah tahun gangguan, orang di setiap jabatan; cetak akunnya."

    def handle(self, **options: Any) -> None:
        password = demo_password(settings.SIGAP_DATA_DIR)
        made = load(at=clock.now(), password=password, progress=self._progress)
        if made:
            self.stdout.write(f"\r{made} gangguan contoh dimuat.            ")
        if not made and not self._is_demo(password):
            self.stdout.write("Sudah ada data; kota contoh tidak dimuat.")
            return
        self._say_logins(password)

    def _progress(self, over: int, total: int) -> None:
        if self.stdout.isatty() and not over % 10:
            self.stdout.write(f"\rMemuat kota contoh … {over} dari {total}", ending="")
            self.stdout.flush()

    @staticmethod
    def _is_demo(password: str) -> bool:
        user = User.objects.filter(username=PEOPLE[0].username).first()
        return user is not None and user.check_password(password)

    def _say_logins(self, password: str) -> None:
        """The fixed user names, each with its office, and the one password."""
        titles = dict(Position.objects.values_list("appointments__user__username", "title"))
        self.stdout.write(f"\nAkun demo (kata sandi untuk semuanya: {password})")
        for person in PEOPLE:
            title = titles.get(person.username, "")
            self.stdout.write(f"  {person.username:<18}{person.name} · {title}")
        self.stdout.write("")
