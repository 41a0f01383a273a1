"""`sigap web`: the pages and the API alone, under gunicorn."""

import os
from typing import Any

from sigap.config.command import SigapCommand
from sigap.config.serving import web_command


class Command(SigapCommand):
    """Serves until told to stop; migrations and static files are `sigap up`'s business."""

    help = "Jalankan halaman web dan API saja (gunicorn), tanpa pekerja."

    def handle(self, **options: Any) -> None:
        command = web_command()
        # gunicorn takes this process over, so that signals reach it without a go-between.
        os.execv(command[0], command)
