"""Reads what a request holds: multipart/form-data in version 1, JSON in version 2."""

import json
import re
from base64 import b64decode
from dataclasses import dataclass, field
from typing import Any

SECRETS = ("passphrase", "totp")


@dataclass(frozen=True, slots=True)
class Body:
    """The fields of one request; files are bytes."""

    parts: dict[str, bytes] = field(default_factory=dict)
    json: dict[str, Any] = field(default_factory=dict)

    def text(self, name: str) -> str:
        """A plain field, "" where there is none."""
        return self.parts[name].decode() if name in self.parts else str(self.json.get(name, ""))

    def file(self, name: str) -> bytes:
        """A file, whichever way it came."""
        return self.parts[name] if name in self.parts else b64decode(self.json[name])

    def told(self) -> dict[str, str]:
        """The plain fields without files and secrets, and which secrets there were."""
        names = [*self.parts, *self.json]
        plain = ("nik", "email", "tampilan", "reason", "location", "page")
        return {name: self.text(name) for name in plain if name in names} | {
            f"has_{name}": "yes" for name in SECRETS if name in names
        }


def fields_of(kind: str, body: bytes) -> Body:
    """The request's fields by its Content-Type."""
    if kind.startswith("application/json"):
        return Body(json=json.loads(body))
    border = re.search(r"boundary=([^;]+)", kind)
    if border is None:
        return Body()
    parts = {}
    for piece in body.split(b"--" + border[1].encode())[1:-1]:
        head, _, content = piece.removeprefix(b"\r\n").partition(b"\r\n\r\n")
        name = re.search(rb'name="([^"]+)"', head)
        assert name is not None
        parts[name[1].decode()] = content.removesuffix(b"\r\n")
    return Body(parts=parts)
