"""The `sigap` command line: Django's management with our settings and our commands first."""

import os
import sys

from django.core.management import ManagementUtility, get_commands, load_command_class
from django.core.management.base import BaseCommand

GROUPS = (
    ("Menjalankan", ("up", "web", "worker", "doctor", "demo")),
    ("Gangguan dan SOP", ("report", "sop", "guide")),
    ("Jaringan", ("inventory", "probe", "diagnose", "agent", "probe_agent")),
    ("Orang", ("user", "token")),
    ("Bukti", ("audit", "berkas", "export", "signer")),
)
OURS = "sigap.config"


class Sigap(ManagementUtility):
    """Lists our commands by what one wants to do, and Django's own in one paragraph."""

    def main_help_text(self, commands_only: bool = False) -> str:
        """The text of `sigap --help`."""
        if commands_only:
            return super().main_help_text(commands_only=True)
        commands = get_commands()
        ours = {name for name, app in commands.items() if app == OURS}
        grouped = {name for _, names in GROUPS for name in names}
        groups = (*GROUPS, ("Lainnya", tuple(sorted(ours - grouped))))
        lines = ["Pemakaian: sigap PERINTAH [pilihan]     sigap PERINTAH --help"]
        for title, names in groups:
            listed = [name for name in names if name in ours]
            if listed:
                lines += ["", title]
                lines += [f"  {_spoken(name):<13}{_help_of(name)}" for name in listed]
        rest = ", ".join(sorted(set(commands) - ours))
        return "\n".join([*lines, "", "Perintah Django", f"  {rest}"])

    def fetch_command(self, subcommand: str) -> BaseCommand:
        """The command of this name; a dash stands for the underscore that a module must have."""
        return super().fetch_command(subcommand.replace("-", "_"))


def _spoken(name: str) -> str:
    return name.replace("_", "-")


def _help_of(name: str) -> str:
    return load_command_class(OURS, name).help


def main() -> None:
    """Run one `sigap` command; the exit code is the command's own."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sigap.config.settings")
    Sigap(["sigap", *sys.argv[1:]]).execute()


if __name__ == "__main__":
    main()
