"""A stand-in for the services outside, run as a program: Telegram, WhatsApp, SMS, push, webhook.

It speaks their documented shapes over real HTTP, keeps what it got, and misbehaves as told:
POST /_plan/{service} a JSON list of what the next requests meet (a status, "hang-up", or 200),
with ?retry_after=SECONDS; POST /_write an update that the bot then has; GET /_got/{service}
answers what came. Prints its port when it listens.
"""

import json
import sys
import threading
from collections import defaultdict, deque
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count
from typing import Any
from urllib.parse import parse_qs, urlsplit

HANG_UP = "hang-up"
numbers = count(1)
plans: dict[str, deque[int | str]] = defaultdict(deque)
waits: dict[str, int] = {}
got: dict[str, list[dict[str, Any]]] = defaultdict(list)
# What people wrote to the bot, as Telegram tells it.
written: list[dict[str, Any]] = []
lock = threading.Lock()

Said = tuple[int, Any]


def telegram(asked: dict[str, Any], status: int, wait: int) -> Said:
    """Bot API, sendMessage and getUpdates."""
    if status == 200 and "/getUpdates" in asked["path"]:
        since = int(parse_qs(urlsplit(asked["path"]).query).get("offset", ["0"])[0])
        return 200, {"ok": True, "result": [u for u in written if u["update_id"] >= since]}
    if status == 200:
        chat = {"id": int(asked["json"]["chat_id"]), "type": "private"}
        told = {"message_id": next(numbers), "chat": chat, "text": asked["json"]["text"]}
        return 200, {"ok": True, "result": told}
    words = {
        400: "Bad Request: chat not found",
        401: "Unauthorized",
        403: "Forbidden: bot was blocked by the user",
        404: "Not Found",
        429: f"Too Many Requests: retry after {wait}",
    }
    said: dict[str, Any] = {"ok": False, "error_code": status}
    said["description"] = words.get(status, "Internal Server Error")
    if status == 429:
        said["parameters"] = {"retry_after": wait}
    return status, said


def whatsapp(asked: dict[str, Any], status: int, wait: int) -> Said:
    """Cloud API, messages. A plan may name a code of its own: 131026, 190, 130429 …"""
    if status == 200:
        to = asked["json"]["to"]
        named = {"input": to, "wa_id": to}
        wamid = f"wamid.HBgN{next(numbers):06d}"
        told = {"messaging_product": "whatsapp", "contacts": [named], "messages": [{"id": wamid}]}
        return 200, told
    codes = {190: (401, "Error validating access token: Session has expired")}
    codes |= {131026: (400, "Message undeliverable"), 131047: (400, "Re-engagement message")}
    codes |= {130429: (429, "Rate limit hit"), 132001: (404, "Template name does not exist")}
    code, (status, words) = status, codes.get(status, (status, "An unknown error occurred"))
    error = {"message": f"(#{code}) {words}", "type": "OAuthException", "code": code}
    return status, {"error": error | {"fbtrace_id": "Az8or2yhqkZfEZ-_4Qn_Bam"}}


def sms(asked: dict[str, Any], status: int, wait: int) -> Said:
    """A gateway of the simplest kind."""
    return status, "OK 1 diterima" if status == 200 else f"GAGAL {status}"


def push(asked: dict[str, Any], status: int, wait: int) -> Said:
    """A push service (RFC 8030)."""
    return (201 if status == 200 else status), ""


def hook(asked: dict[str, Any], status: int, wait: int) -> Said:
    """A program of the office."""
    return status, {"diterima": status == 200}


SERVICES: dict[str, Callable[[dict[str, Any], int, int], Said]] = {
    "bot": telegram,
    "wa": whatsapp,
    "sms": sms,
    "push": push,
    "hook": hook,
}


def service_of(path: str) -> str:
    """Whose request this is, from the first part of its path ("/bot481216:AAE/sendMessage")."""
    first = path.strip("/").split("/")[0]
    return next((name for name in SERVICES if first.startswith(name)), "hook")


class Handler(BaseHTTPRequestHandler):
    """One connection that is kept alive, as those services keep it."""

    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        parts = urlsplit(self.path)
        if parts.path.startswith("/_plan/"):
            self._plan(parts.path.rpartition("/")[2], parse_qs(parts.query), body)
        elif parts.path == "/_write":
            with lock:
                written.append(json.loads(body))
            self._answer(200, {})
        else:
            self._serve(parts.path, body)

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        if parts.path.startswith("/_got/"):
            with lock:
                self._answer(200, list(got[parts.path.rpartition("/")[2]]))
        else:
            self._serve(parts.path, b"")

    def _plan(self, service: str, asked: dict[str, list[str]], body: bytes) -> None:
        with lock:
            plans[service] = deque(json.loads(body))
            waits[service] = int(asked.get("retry_after", ["0"])[0])
        self._answer(200, {})

    def _serve(self, path: str, body: bytes) -> None:
        service = service_of(path)
        asked = {
            "from": self.client_address[1],
            "path": self.path,
            "headers": {name.lower(): value for name, value in self.headers.items()},
            "body": body.decode(errors="replace"),
            "hex": body.hex(),
            "json": _json(body),
        }
        with lock:
            status = plans[service].popleft() if plans[service] else 200
            wait = waits.get(service, 0)
            got[service].append(asked | {"met": status})
        if status == HANG_UP:
            self.close_connection = True
            return
        code, said = SERVICES[service](asked, int(status), wait)
        self._answer(code, said, wait if status in (429, 503) else 0)

    def _answer(self, status: int, said: Any, wait: int = 0) -> None:
        text = said if isinstance(said, str) else json.dumps(said)
        self.send_response(status)
        self.send_header(
            "Content-Type", "text/plain" if isinstance(said, str) else "application/json"
        )
        self.send_header("Content-Length", str(len(text.encode())))
        if wait:
            self.send_header("Retry-After", str(wait))
        if status == 201:
            self.send_header("Location", f"https://push.test/message/{next(numbers)}")
        self.end_headers()
        self.wfile.write(text.encode())

    def log_message(self, *_: Any) -> None:
        """Nothing: what came is asked for."""


def _json(body: bytes) -> Any:
    try:
        return json.loads(body)
    except ValueError:
        return None


def main() -> None:
    """Listen on a free port until the parent goes."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    print(server.server_address[1], flush=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    sys.stdin.read()


if __name__ == "__main__":
    main()
