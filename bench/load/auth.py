"""What it costs to know the caller: a route for bearer tokens against one for everybody."""

import base64
import json
import re
import subprocess
import threading
import time
from dataclasses import asdict
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from load import policies
from load.servers import Rivals
from load.stage import LOOPBACK, find_tool, require_tools
from load.tables import mebibytes
from load.wrk import drive

AUDIENCE = "xynergy"
LIMIT = 1.15
OPEN, KNOWN = "/api/open", "/api/known"


def run(stage, options, report):
    """Drives both routes of one gateway in turn, with the same request; the best round counts."""
    require_tools(["openssl"])
    rivals = Rivals(stage, options.gateway_command, options.java_options)
    rivals.start_upstream()
    issuer = Issuer(stage)
    try:
        policy = policies.with_issuer(rivals.upstream.port, issuer.url, AUDIENCE)
        server = rivals.gateway(policy=policy)
        bearer = [f"Authorization: Bearer {issuer.token()}"]
        cases = [
            ("for everybody, no token", OPEN, []),
            ("for everybody, token sent on", OPEN, bearer),
            ("for known callers, verified token", KNOWN, bearer),
        ]
        for _, path, headers in cases:
            drive(stage, server, path=path, seconds=options.warm_up, headers=headers)
        rounds = {name: [] for name, _, _ in cases}
        for number in range(options.rounds):
            for name, path, headers in cases:
                one = drive(stage, server, path=path, seconds=options.seconds, headers=headers)
                rounds[name].append(one)
                print(f"round {number + 1}: {name:34} {one.cpu_micros:6.2f} µs", flush=True)
    finally:
        issuer.close()
    report.raw("rounds", {name: [asdict(one) for one in all_] for name, all_ in rounds.items()})
    best = {name: min(one.cpu_micros for one in all_) for name, all_ in rounds.items()}
    bare, same, known = (best[name] for name, _, _ in cases)
    errors = sum(one.errors for all_ in rounds.values() for one in all_)
    report.table(
        "One KiB, 64 kept-alive connections",
        ["route", "CPU µs/request", "÷ no token", "p99 ms", "RSS MiB"],
        [
            [
                name,
                f"{best[name]:.2f}",
                f"{best[name] / bare:.2f}",
                f"{min(one.p99_millis for one in all_):.2f}",
                mebibytes(max(one.rss for one in all_)),
            ]
            for name, all_ in rounds.items()
        ],
    )
    report.target(
        "CPU per request, known caller ÷ the same request for everybody",
        f"≤ {LIMIT}",
        f"{known / same:.2f}",
        known / same <= LIMIT,
    )
    report.target(
        "CPU per request, known caller ÷ a request without a token",
        f"≤ {LIMIT}",
        f"{known / bare:.2f}",
        known / bare <= LIMIT,
    )
    report.target("no errors", "0", errors, errors == 0)


class Issuer:
    """An issuer with one RSA key, which openssl makes and signs with."""

    def __init__(self, stage):
        self._key = stage.folder / "issuer.pem"
        self._openssl("genrsa", "-out", self._key, "2048")
        found = self._openssl("rsa", "-in", self._key, "-noout", "-modulus").decode()
        modulus = bytes.fromhex(re.search("[0-9A-F]{512}", found).group())
        key = {"kty": "RSA", "kid": "bench", "alg": "RS256", "e": "AQAB", "n": encode(modulus)}
        documents = {"/keys": {"keys": [key]}}

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                body = json.dumps(documents.get(self.path, {})).encode()
                self.send_response(200 if self.path in documents else 404)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_):
                pass

        self._server = ThreadingHTTPServer((LOOPBACK, stage.free_port()), Handler)
        self.url = f"http://{LOOPBACK}:{self._server.server_port}"
        documents["/.well-known/openid-configuration"] = {
            "issuer": self.url,
            "jwks_uri": f"{self.url}/keys",
        }
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def token(self):
        """A token as a person's is: a tenant, some roles and scopes, an hour to live."""
        now = int(time.time())
        claims = {
            "iss": self.url,
            "aud": AUDIENCE,
            "sub": "3f0c9a52-7d1e-4c0b-9a39-5a1f0e8b7c66",
            "iat": now,
            "exp": now + 3600,
            "tenant": "acme",
            "roles": ["admin", "sales"],
            "scope": "openid profile crm:read crm:write",
            "email": "ann@acme.example",
            "name": "Ann Example",
        }
        header = {"alg": "RS256", "typ": "JWT", "kid": "bench"}
        text = ".".join(encode(json.dumps(part).encode()) for part in (header, claims))
        signature = self._openssl("dgst", "-sha256", "-sign", self._key, data=text.encode())
        return f"{text}.{encode(signature)}"

    def close(self):
        self._server.shutdown()
        self._server.server_close()

    @staticmethod
    def _openssl(*arguments, data=None):
        command = [find_tool("openssl"), *map(str, arguments)]
        done = subprocess.run(command, input=data, capture_output=True, timeout=30, check=True)
        return done.stdout


def encode(data):
    """Base64 for URLs, without padding."""
    return base64.urlsafe_b64encode(data).decode().rstrip("=")
