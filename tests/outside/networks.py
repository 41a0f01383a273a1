"""A NetBox and a LibreNMS to read from, as a process of its own: pages, tokens, faults on demand.

Says its port on the first line. `/_plan/…` tells it how to answer from then on: `status` of every
answer, `body` in place of every answer. Shapes after the REST documentation of both (NetBox 4.1,
LibreNMS API v0); names and addresses are invented.
"""

import json
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

TOKEN = "token-baca-contoh"
PAGE = 2


def _device(number: int, name: str, site: str, role: str, **more: Any) -> dict[str, Any]:
    made = {"model": "CCR2004", "manufacturer": {"name": "MikroTik"}}
    told = {"id": number, "name": name, "site": {"slug": site}, "role": {"slug": role}}
    told |= {"device_type": made, "serial": f"NB{number}", "status": {"value": "active"}}
    return told | {"primary_ip": None, "platform": None, "tenant": None} | more


def _end(device: str, port: str) -> list[dict[str, Any]]:
    return [{"object_type": "dcim.interface", "object": {"device": {"name": device}, "name": port}}]


def _port(number: int, device: str, name: str, sort: str, **more: Any) -> dict[str, Any]:
    told = {"id": number, "device": {"name": device}, "name": name, "type": {"value": sort}}
    return told | {"enabled": True, "speed": None, "mac_address": None, "description": ""} | more


NETBOX: dict[str, list[dict[str, Any]]] = {
    "/api/dcim/sites/": [
        {
            "slug": "pop-contoh",
            "name": "POP Contoh",
            "status": {"value": "active"},
            "tenant": {"name": "Dinas Kesehatan"},
            "group": {"slug": "pop"},
            "latitude": -6.25,
            "longitude": 106.99,
            "physical_address": "Jalan Contoh 1\nBekasi",
            "custom_fields": {},
        },
        {"slug": "tanpa-penyewa", "name": "Tanpa penyewa", "tenant": None, "group": None},
    ],
    "/api/dcim/devices/": [
        _device(
            1, "RTR Contoh 1", "pop-contoh", "core-router", primary_ip={"address": "192.0.2.1/24"}
        ),
        _device(2, "SW Contoh 1", "rsud", "access-switch", platform={"slug": "cisco-ios-xe"}),
        _device(3, "Di tempat lain", "tidak-ada", "switch"),
    ],
    "/api/dcim/interfaces/": [
        _port(11, "RTR Contoh 1", "sfp-sfpplus1", "10gbase-x-sfpp", speed=10_000_000),
        _port(12, "SW Contoh 1", "Gi0/1", "1000base-t", mac_address="00:53:00:AA:BB:CC"),
        _port(13, "SW Contoh 1", "Gi0/2", "1000base-t", enabled=False),
    ],
    "/api/ipam/ip-addresses/": [
        {
            "address": "192.0.2.1/24",
            "assigned_object_type": "dcim.interface",
            "assigned_object_id": 11,
        },
    ],
    "/api/dcim/cables/": [
        {
            "id": 5,
            "type": "smf-os2",
            "a_terminations": _end("RTR Contoh 1", "sfp-sfpplus1"),
            "b_terminations": _end("SW Contoh 1", "Gi0/1"),
        },
        {"id": 6, "type": "cat6", "a_terminations": [], "b_terminations": []},
    ],
    "/api/circuits/circuits/": [
        {
            "cid": "CONTOH-77",
            "provider": {"name": "Penyedia Contoh"},
            "commit_rate": 100_000,
            "install_date": "2024-01-01",
            "termination_date": None,
        },
    ],
}
LIBRENMS: dict[str, list[dict[str, Any]]] = {
    "devices": [
        {
            "device_id": 1,
            "hostname": "192.0.2.10",
            "sysName": "sw-nms-1",
            "location": "rsud",
            "type": "network",
            "hardware": "C9200L",
            "os": "iosxe",
            "version": "17.9",
            "serial": "LN1",
            "ip": "192.0.2.10",
        },
        {
            "device_id": 2,
            "hostname": "192.0.2.11",
            "sysName": "ap-nms-2",
            "location": "rsud",
            "type": "wireless",
            "os": "unifi",
            "ip": "192.0.2.11",
        },
    ],
    "ports": [
        {
            "port_id": 1,
            "device_id": 1,
            "ifName": "Gi1/0/1",
            "ifSpeed": 1_000_000_000,
            "ifPhysAddress": "005300aabb01",
            "ifAdminStatus": "up",
        },
        {"port_id": 2, "device_id": 2, "ifName": "eth0", "ifSpeed": None, "ifAdminStatus": "up"},
        {"port_id": 3, "device_id": 9, "ifName": "x", "ifAdminStatus": "up"},
    ],
    "links": [
        {"local_port_id": 1, "remote_port_id": 2},
        {"local_port_id": 2, "remote_port_id": 1},
        {"local_port_id": 1, "remote_port_id": None},
    ],
}
_plan: dict[str, Any] = {}


class Handler(BaseHTTPRequestHandler):
    """Answers GET alone."""

    def do_GET(self) -> None:
        """One page, or what was planned."""
        asked = urlsplit(self.path)
        if asked.path.startswith("/_plan"):
            _plan.clear()
            _plan.update({name: values[0] for name, values in parse_qs(asked.query).items()})
            self._say(200, b"{}")
        elif "body" in _plan or "status" in _plan:
            self._say(int(_plan.get("status", 200)), _plan.get("body", "{}").encode())
        elif asked.path.startswith("/api/v0/"):
            self._librenms(asked.path)
        else:
            self._netbox(asked.path, parse_qs(asked.query))

    def _netbox(self, path: str, query: dict[str, list[str]]) -> None:
        if self.headers.get("Authorization") != f"Token {TOKEN}":
            self._say(403, b'{"detail": "Invalid token"}')
            return
        rows = NETBOX[path]
        start = int(query.get("offset", ["0"])[0])
        following = None
        if start + PAGE < len(rows):
            # As behind a proxy: it names itself by another name.
            following = f"http://netbox.internal:8001{path}?limit={PAGE}&offset={start + PAGE}"
        told = {"count": len(rows), "next": following, "results": rows[start : start + PAGE]}
        self._say(200, json.dumps(told).encode())

    def _librenms(self, path: str) -> None:
        if self.headers.get("X-Auth-Token") != TOKEN:
            self._say(401, b'{"message": "Unauthenticated."}')
            return
        name = path.rsplit("/", 1)[1]
        self._say(200, json.dumps({"status": "ok", name: LIBRENMS[name]}).encode())

    def _say(self, status: int, body: bytes) -> None:
        self.send_response(status)
        if status in (301, 302):
            self.send_header("Location", "http://127.0.0.1:9/")
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        """Silence."""


if __name__ == "__main__":
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    print(server.server_port, flush=True)
    server.serve_forever()
