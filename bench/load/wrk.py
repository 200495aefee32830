"""Drives wrk and says what it measured, with the CPU that the server used meanwhile."""

import json
import signal
import subprocess
from dataclasses import dataclass
from pathlib import Path

from load.stage import LOOPBACK, BenchError, cpu_seconds, rss_bytes

REPORT = Path(__file__).with_name("report.lua")
CONNECTIONS = 64
PATIENCE = 30


@dataclass(frozen=True)
class Measured:
    """One run of wrk against one server."""

    requests: int
    rate: float
    cpu_micros: float
    p50_millis: float
    p99_millis: float
    rss: int
    errors: int
    error_kinds: dict


def drive(stage, server, *, path, seconds, connections=CONNECTIONS, script=REPORT, headers=()):
    """Loads a server for some seconds and measures it."""
    load = Load(stage, server, path, seconds, connections, script, headers)
    return load.finish(seconds + PATIENCE)


class Load:
    """A run of wrk that is under way."""

    def __init__(
        self, stage, server, path, seconds, connections=CONNECTIONS, script=REPORT, headers=()
    ):
        self._server = server
        self._before = cpu_seconds(server.process)
        self._wrk = stage.start(
            ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--timeout", "10s", "--latency"]
            + [word for header in headers for word in ("-H", header)]
            + ["-s", script, f"http://{LOOPBACK}:{server.port}{path}"],
            name=f"wrk-{server.name}",
            cores=stage.other_cores,
        )
        self._stage = stage

    @property
    def running(self):
        """Tells whether wrk still sends."""
        return self._wrk.poll() is None

    def interrupt(self):
        """Ends the run early; wrk still reports what it measured so far."""
        self._wrk.send_signal(signal.SIGINT)
        return self.finish(PATIENCE)

    def finish(self, patience):
        """Waits for the end of the run."""
        try:
            self._wrk.wait(patience)
        except subprocess.TimeoutExpired:
            self._stage.stop(self._wrk)
            raise BenchError(f"wrk against {self._server.name} did not end in time") from None
        cpu = cpu_seconds(self._server.process) - self._before
        found = self._result()
        self._stage.stop(self._wrk)
        kinds = {key: found[key] for key in ("connect", "read", "write", "timeout", "status")}
        return Measured(
            requests=found["requests"],
            rate=found["requests"] / (found["micros"] / 1e6),
            cpu_micros=cpu * 1e6 / max(1, found["requests"]),
            p50_millis=found["p50"] / 1e3,
            p99_millis=found["p99"] / 1e3,
            rss=rss_bytes(self._server.process),
            errors=sum(kinds.values()),
            error_kinds=kinds,
        )

    def _result(self):
        for line in reversed(self._stage.output(self._wrk, lines=40).splitlines()):
            if line.startswith("@result "):
                return json.loads(line.removeprefix("@result "))
        ended = self._server.process.poll()
        if ended is not None:
            raise BenchError(f"{self._server.name} ended with {ended} under load")
        raise BenchError(f"wrk printed no result:\n{self._stage.output(self._wrk)}")
