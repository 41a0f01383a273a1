"""A stand-in for the city's SSO, run as a program: OpenID Connect's code flow with PKCE and JWKS.

It signs in whoever `POST /_person` told last (a JSON object of claims) without asking. Besides
claims that object may hold: "auth_age" (seconds since the person really signed in), "refuses" (the
error that the authorize page answers), "wrong_subject" (userinfo speaks of somebody else), "broken"
(the token page answers 500). Prints its port when it listens.
"""

import json
from base64 import urlsafe_b64encode
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from secrets import token_urlsafe
from time import time
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa
from jwt.algorithms import RSAAlgorithm

CLIENT_ID, CLIENT_SECRET = "sigap", "rahasia-klien"
FLAGS = {"auth_age", "refuses", "wrong_subject", "broken"}

key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
told: dict[str, Any] = {}
codes: dict[str, dict[str, Any]] = {}
tokens: dict[str, dict[str, Any]] = {}


def claims() -> dict[str, Any]:
    return {name: value for name, value in told.items() if name not in FLAGS}


class Handler(BaseHTTPRequestHandler):
    """One request; the pages are named as in the discovery document."""

    protocol_version = "HTTP/1.1"

    @property
    def issuer(self) -> str:
        return f"http://127.0.0.1:{self.server.server_address[1]}"

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        asked = {name: values[0] for name, values in parse_qs(parts.query).items()}
        pages = {
            "/.well-known/openid-configuration": self.discovery,
            "/jwks": lambda asked: self.say(
                {"keys": [json.loads(RSAAlgorithm.to_jwk(key.public_key())) | {"kid": "1"}]}
            ),
            "/authorize": self.authorize,
            "/userinfo": self.userinfo,
        }
        pages.get(parts.path, lambda asked: self.say({}, 404))(asked)

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        if self.path == "/_person":
            told.clear()
            told.update(json.loads(body))
            self.say({})
        else:
            self.token({name: values[0] for name, values in parse_qs(body).items()})

    def discovery(self, asked: dict[str, str]) -> None:
        self.say(
            {
                "issuer": self.issuer,
                "authorization_endpoint": f"{self.issuer}/authorize",
                "token_endpoint": f"{self.issuer}/token",
                "userinfo_endpoint": f"{self.issuer}/userinfo",
                "jwks_uri": f"{self.issuer}/jwks",
                "token_endpoint_auth_methods_supported": ["client_secret_post"],
            }
        )

    def authorize(self, asked: dict[str, str]) -> None:
        back = {"state": asked["state"]}
        if told.get("refuses"):
            back["error"] = told["refuses"]
        else:
            back["code"] = token_urlsafe(12)
            codes[back["code"]] = asked
        self.send_response(302)
        self.send_header("Location", f"{asked['redirect_uri']}?{urlencode(back)}")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def token(self, asked: dict[str, str]) -> None:
        begun = codes.pop(asked.get("code", ""), None)
        proof = sha256(asked.get("code_verifier", "").encode()).digest()
        challenge = urlsafe_b64encode(proof).decode().rstrip("=")
        if told.get("broken"):
            self.say({"error": "server_error"}, 500)
        elif (
            begun is None
            or begun["code_challenge"] != challenge
            or begun["redirect_uri"] != asked["redirect_uri"]
            or (asked.get("client_id"), asked.get("client_secret")) != (CLIENT_ID, CLIENT_SECRET)
        ):
            self.say({"error": "invalid_grant"}, 400)
        else:
            access = token_urlsafe(12)
            tokens[access] = claims()
            self.say({"access_token": access, "token_type": "Bearer", "id_token": self.signed()})

    def signed(self) -> str:
        now = int(time())
        content = {"iss": self.issuer, "aud": CLIENT_ID, "iat": now, "exp": now + 300, **claims()}
        content["auth_time"] = now - told.get("auth_age", 0)
        return jwt.encode(content, key, algorithm="RS256", headers={"kid": "1"})

    def userinfo(self, asked: dict[str, str]) -> None:
        known = tokens.get(self.headers.get("Authorization", "").removeprefix("Bearer "))
        if known is not None and told.get("wrong_subject"):
            known = known | {"sub": "orang-lain"}
        self.say(known or {}, 200 if known else 401)

    def say(self, content: Any, status: int = 200) -> None:
        body = json.dumps(content).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing: the test says what went wrong."""


if __name__ == "__main__":
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    print(server.server_address[1], flush=True)
    server.serve_forever()
