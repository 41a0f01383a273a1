"""The product served by this process on a free port, at a moment that the test moves by hand."""

import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.core.servers.basehttp import ThreadedWSGIServer
from django.core.wsgi import get_wsgi_application
from django.test.testcases import QuietWSGIRequestHandler

from sigap.kit import clock
from sigap.web.live import HUB


class Served:
    """A running server; `moment` says what time it is for every request."""

    def __init__(self, moment: Callable[[], datetime]) -> None:
        self._moment = moment
        self._pages = StaticFilesHandler(get_wsgi_application())
        self._server = ThreadedWSGIServer(
            ("127.0.0.1", 0), QuietWSGIRequestHandler, connections_override={}
        )
        self._server.set_app(self)
        self.host = f"127.0.0.1:{self._server.server_port}"
        self.url = f"http://{self.host}"

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        with clock.at(self._moment()):
            return self._pages(environ, start_response)

    def start(self) -> None:
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()

    def stop(self) -> None:
        # No page may open a stream any more once they are ended: its watcher would live on.
        self._server.shutdown()
        HUB.end()
        self._server.server_close()


@contextmanager
def served(moment: Callable[[], datetime]) -> Iterator[Served]:
    """The server, for as long as the block lasts."""
    server = Served(moment)
    server.start()
    try:
        yield server
    finally:
        server.stop()
