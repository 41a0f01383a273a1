"""A timestamp server (RFC 3161), run as a program: it signs for real. Prints its port.

GET /_root.pem is its authority. POST /_plan takes a JSON list of how the next questions are met:
"error" (500), "html", "other" (a stamp of something else), "hang-up". Then all is well again.
"""

import json
import sys
import threading
from collections import deque
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from asn1crypto import tsp
from pyhanko.sign.timestamps import DummyTimeStamper
from pyhanko_certvalidator.registry import SimpleCertificateStore

from tests.outside.esign.authority import Authority

authority = Authority("Otoritas Waktu Uji")
issued = authority.issue("Server Waktu Uji", stamps=True)
known = SimpleCertificateStore()
known.register(authority.root.asn1)
clock = DummyTimeStamper(issued.asn1, issued.asn1_key, certs_to_embed=known)
plans: deque[str] = deque()


class Handler(BaseHTTPRequestHandler):
    """One question, one answer."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self._answer(200, authority.pem, "application/x-pem-file")

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        if self.path == "/_plan":
            plans.extend(json.loads(body))
            return self._answer(200, b"", "text/plain")
        met = plans.popleft() if plans else ""
        if met == "hang-up":
            self.close_connection = True
            return None
        if met == "error":
            return self._answer(500, b"", "text/plain")
        if met == "html":
            return self._answer(200, b"<html></html>", "text/html")
        asked = tsp.TimeStampReq.load(body)
        if met == "other":
            asked["message_imprint"]["hashed_message"] = b"\x07" * 32
        told = clock.request_tsa_response(asked).dump()
        return self._answer(200, told, "application/timestamp-reply")

    def _answer(self, status: int, body: bytes, kind: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        """Nothing: what came is answered."""


def main() -> None:
    """Listen on a free port until the parent goes."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    print(server.server_address[1], flush=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    sys.stdin.read()


if __name__ == "__main__":
    main()
