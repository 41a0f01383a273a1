"""The service as a process: `python -m tests.outside.esign`. Prints its port when it listens.

POST /_plan takes a JSON list of how the next requests for a signature are met, one after another:
"slow" (waits ?seconds before it answers), "html", "truncated", "error" (500), "busy" (503), "lost"
(signs, then hangs up), "id" (version 1: answers id_dokumen, the file is fetched), "id-broken" (as
"id", and the first download breaks off), "id-away" (as "id", and no download until the next plan),
"id-gone" (as "id", and there is nothing to fetch),
"anew" (writes the file anew), "other" (signs another document), "unsigned" (gives the file back),
"stranger" (signs with a certificate of somebody else's authority). Then all is well again.
GET /_root.pem is its authority, GET /_got what was asked for, without any secret.
"""

import json
import sys
import threading
import time
from base64 import b64decode, b64encode
from collections import deque
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count
from typing import Any
from urllib.parse import parse_qs, urlsplit

from tests.outside.esign.authority import Authority
from tests.outside.esign.forms import Body, fields_of
from tests.outside.esign.people import EVERYBODY, SERVICE_PASSWORD, SERVICE_USER, Registered
from tests.outside.esign.sealing import Look, checked, height_of, picture_of, sealed

UNREGISTERED, WRONG_PROOF, EXPIRED = 2011, 2031, 2021
OTHER = b64decode(
    b"JVBERi0xLjQKMSAwIG9iajw8L1R5cGUvQ2F0YWxvZy9QYWdlcyAyIDAgUj4+ZW5kb2JqCjIgMCBvYmo8PC9UeXBlL1Bh"
    b"Z2VzL0tpZHNbMyAwIFJdL0NvdW50IDE+PmVuZG9iagozIDAgb2JqPDwvVHlwZS9QYWdlL1BhcmVudCAyIDAgUi9NZWRp"
    b"YUJveFswIDAgMjAwIDIwMF0+PmVuZG9iagp4cmVmCjAgNAowMDAwMDAwMDAwIDY1NTM1IGYgCjAwMDAwMDAwMDkgMDAw"
    b"MDAgbiAKMDAwMDAwMDA1MyAwMDAwMCBuIAowMDAwMDAwMTA0IDAwMDAwIG4gCnRyYWlsZXI8PC9TaXplIDQvUm9vdCAx"
    b"IDAgUj4+CnN0YXJ0eHJlZgoxNzEKJSVFT0YK"
)
ids = count(1)
authority, strange = Authority("Otoritas Sertifikat Uji BSrE"), Authority("Otoritas Lain")
certificates = {each.nik: authority.issue(each.name) for each in EVERYBODY}
stranger = strange.issue("Orang Lain")
plans: deque[str] = deque()
wait = [0.0]
kept: dict[str, bytes] = {}
broken: set[str] = set()
away: set[str] = set()
got: list[dict[str, Any]] = []
spent: set[str] = set()
lock = threading.Lock()


class Refused(Exception):
    """HTTP 400 with {error, status_code}."""


class HangUp(Exception):
    """The connection ends without an answer."""


def person(nik: str, email: str = "") -> Registered:
    for each in EVERYBODY:
        if each.nik == nik or (email and each.email == email):
            return each
    raise Refused("User tidak terdaftar", UNREGISTERED)


def prove(who: Registered, passphrase: str, totp: str) -> None:
    if who.status == "EXPIRED":
        raise Refused("Sertifikat pengguna sudah expired", EXPIRED)
    with lock:
        once = totp == who.totp and totp not in spent
        if totp:
            spent.add(totp)
    if not (once or (passphrase and passphrase == who.passphrase)):
        # As chatty as such services are: a client has to keep this out of its own words.
        raise Refused(f"Proses signing gagal : Passphrase {passphrase}{totp} salah", WRONG_PROOF)


def made(files: list[bytes], who: Registered, look: Look, met: str) -> list[bytes]:
    if met == "other":
        files = [OTHER for _ in files]
    if met == "unsigned":
        return files
    by = strange.signer(stranger) if met == "stranger" else authority.signer(certificates[who.nik])
    return [sealed(each, by, look, anew=met == "anew") for each in files]


class Handler(BaseHTTPRequestHandler):
    """One connection; every request needs HTTP Basic."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        path = urlsplit(self.path).path
        if path == "/_root.pem":
            return self._answer(200, authority.pem, "application/x-pem-file")
        if path == "/_got":
            with lock:
                return self._json(200, got)
        if not self._known():
            return None
        if path.startswith("/api/user/status/"):
            return self._json(200, status_of(path.rpartition("/")[2]))
        if path.startswith("/api/sign/download/"):
            return self._download(path.rpartition("/")[2])
        return self._json(404, {"error": "Not Found"})

    def do_POST(self) -> None:
        parts = urlsplit(self.path)
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        if parts.path == "/_plan":
            with lock:
                plans.clear()
                away.clear()
                plans.extend(json.loads(body))
                wait[0] = float(parse_qs(parts.query).get("seconds", ["0"])[0])
            return self._json(200, {})
        if not self._known():
            return None
        try:
            return self._serve(parts.path, fields_of(self.headers.get("Content-Type", ""), body))
        except Refused as refused:
            said, code = refused.args
            return self._json(400, {"error": said, "status_code": code})
        except HangUp:
            self.close_connection = True
            return None

    def _serve(self, path: str, form: Body) -> None:
        if path == "/api/sign/pdf":
            return self._sign_first(form)
        if path == "/api/v2/sign/pdf":
            return self._sign_second(form)
        if path == "/api/v2/user/check/status":
            return self._json(200, status_of(form.text("nik"), form.text("email")))
        if path == "/api/sign/verify":
            return self._json(200, verdict(form.file("signed_file"), first=True))
        if path == "/api/v2/verify/pdf":
            return self._json(200, verdict(form.file("file"), first=False))
        return self._json(404, {"error": "Not Found"})

    def _sign_first(self, form: Body) -> None:
        box = None
        if form.text("tampilan") == "visible":
            x, y, width, height = (
                int(form.text(name)) for name in ("xAxis", "yAxis", "width", "height")
            )
            box = (x, y, x + width, y + height)
        look = Look(
            page=int(form.text("page") or 1),
            box=box,
            image=form.file("imageTTD") if box else b"",
            reason=form.text("reason"),
            location=form.text("location"),
        )
        met = self._met(form, [look])
        who = person(form.text("nik"))
        prove(who, form.text("passphrase"), "")
        content = made([form.file("file")], who, look, met)[0]
        named = f"dok-{next(ids):08d}"
        with lock:
            if met != "id-gone":
                kept[named] = content
            if met == "id-broken":
                broken.add(named)
            if met == "id-away":
                away.add(named)
        if met == "lost":
            raise HangUp
        if met in ("id", "id-broken", "id-away", "id-gone"):
            return self._json(200, {"id_dokumen": named, "message": "Proses signing berhasil"})
        return self._pdf(content, {} if met == "truncated" else {"id_dokumen": named}, met)

    def _sign_second(self, form: Body) -> None:
        files = [b64decode(each, validate=True) for each in form.json["file"]]
        looks = [look_of(each, files[0]) for each in form.json["signatureProperties"]]
        met = self._met(form, looks)
        who = person(form.text("nik"), form.text("email"))
        prove(who, form.text("passphrase"), form.text("totp"))
        done = made(files, who, looks[0], met)
        if met == "lost":
            raise HangUp
        if met == "truncated":
            done = [each[: len(each) // 2] for each in done]
        told = {"time": 1234, "file": [b64encode(each).decode() for each in done]}
        return self._json(200, told)

    def _met(self, form: Body, looks: list[Look]) -> str:
        """How this request is met; what it asked for is noted, its secrets are not."""
        with lock:
            met = plans.popleft() if plans else ""
            asked = {"met": met, "fields": form.told(), "looks": [_told(each) for each in looks]}
            got.append(asked)
        if met == "slow":
            time.sleep(wait[0])
        if met == "html":
            self._answer(200, b"<html>Silakan masuk</html>", "text/html")
            raise HangUp
        if met in ("error", "busy"):
            self._answer(500 if met == "error" else 503, b"Internal Server Error", "text/plain")
            raise HangUp
        return met

    def _download(self, named: str) -> None:
        with lock:
            content, cut, gone = kept.get(named), named in broken, named in away
            broken.discard(named)
        if gone:
            return self._answer(503, b"", "text/plain")
        if content is None:
            return self._json(404, {"error": "Dokumen tidak ditemukan"})
        return self._pdf(content, {}, "cut" if cut else "")

    def _pdf(self, content: bytes, headers: dict[str, str], met: str) -> None:
        sent = content[: len(content) // 2] if met == "truncated" else content
        if met == "cut":
            # The length of the whole, and half of it.
            self._answer(200, content, "application/pdf", headers, cut=len(content) // 2)
            self.close_connection = True
            return
        self._answer(200, sent, "application/pdf", headers)

    def _known(self) -> bool:
        pair = f"{SERVICE_USER}:{SERVICE_PASSWORD}".encode()
        if self.headers.get("Authorization") == f"Basic {b64encode(pair).decode()}":
            return True
        self._json(401, {"error": "Unauthorized"})
        return False

    def _json(self, status: int, told: Any) -> None:
        self._answer(status, json.dumps(told).encode(), "application/json")

    def _answer(
        self,
        status: int,
        body: bytes,
        kind: str,
        headers: dict[str, str] | None = None,
        cut: int | None = None,
    ) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body[:cut])

    def log_message(self, *_: Any) -> None:
        """Nothing: the path holds a NIK."""


def status_of(nik: str, email: str = "") -> dict[str, Any]:
    try:
        status = person(nik, email).status
    except Refused:
        return {"status_code": 1110, "status": "NOT_REGISTERED", "message": "Belum terdaftar"}
    return {"status_code": 1111, "status": status, "message": f"Status {status}"}


def look_of(told: dict[str, Any], content: bytes) -> Look:
    """Version 2 counts from the upper left corner."""
    said = {"reason": told.get("reason", ""), "location": told.get("location", "")}
    if told["tampilan"] != "VISIBLE":
        return Look(**said)
    page, left, width = told["page"], told["originX"], told["width"]
    high = height_of(content, page) - told["originY"]
    box = (round(left), round(high - told["height"]), round(left + width), round(high))
    return Look(page=page, box=box, image=picture_of(told["imageBase64"]), **said)


def verdict(content: bytes, *, first: bool) -> dict[str, Any]:
    try:
        found = checked(content, authority.root.asn1)
    except Exception:
        found = []
    said = "VALID" if found and all(whole for _, whole in found) else "INVALID"
    if first:
        details = [{"info_signer": {"signer_name": name}} for name, _ in found]
        return {"summary": said, "jumlah_signature": len(found), "details": details}
    signers = [{"signerName": name} for name, _ in found]
    return {"conclusion": said, "signatureInformations": signers}


def _told(look: Look) -> dict[str, Any]:
    return {"page": look.page, "box": look.box, "image": len(look.image)}


def main() -> None:
    """Listen on a free port until the parent goes."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    print(server.server_address[1], flush=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    sys.stdin.read()


if __name__ == "__main__":
    main()
