"""Thousands of slow clients beside a normal one: its latency and failures, and the gateway's memory."""

import json
import re
import selectors
import socket
import time
import urllib.request
from pathlib import Path

from load import policies
from load.servers import Rivals
from load.stage import LOOPBACK, need_descriptors, rss_bytes
from load.tables import mebibytes

MIB = 1 << 20
LARGE = "64m"
PER_SOURCE = 5_000  # connections from one loopback address, far below its ports
AT_ONCE = 200
BEFORE, DURING, AFTER = 3, 8, 3  # seconds
P99_LIMIT = 50
JVM = {
    "laptop": "-Xmx64m",
    # What the JVM takes in a container of 512 MiB, by the options of the gateway's image.
    "pod": "-Xmx256m -XX:MaxRAM=512m",
}
RSS_LIMIT = {"laptop": 256 * MIB, "pod": 512 * MIB}
# nginx takes a whole body before it passes it on.
WAITS_FOR_BODIES = "location /upload { proxy_pass http://127.0.0.1:1; client_body_timeout 300s; }"
TOGETHER = [("heads", 1_000), ("bodies", 1_000), ("readers", 1_000)]
ATTACKS = [
    ("laptop", TOGETHER),
    ("laptop", [("heads", 3_500)]),
    ("laptop", [("bodies", 2_500)]),
    ("laptop", [("readers", 1_500)]),
    ("pod", TOGETHER),
    ("pod", [("heads", 12_500)]),
    ("pod", [*TOGETHER, ("heads", 3_500)]),
]


def run(stage, options, report):
    """Makes each attack on a gateway that has just started, and on HAProxy."""
    need_descriptors(20_000, "the attacks")
    attacks = [attack for attack in ATTACKS if options.size in (attack[0], "both")]
    upstream = Rivals(stage).start_upstream([(LARGE, 64 * MIB)], more=WAITS_FOR_BODIES)
    rows = []
    for size, waves in attacks[:1] if options.quick else attacks:
        for name in (name for name in ("haproxy", "xynergy") if name in options.only):
            rows.append(measure(stage, options, report, upstream, name, size, waves))
    columns = ["server", "size", "slow clients", "requests", "failed", "p99 ms before", "p50 ms", "p99 ms", "most ms"]
    columns += ["RSS MiB before", "most", "after", "left open", "ended by reason"]
    report.table("A normal client beside slow ones", columns, rows)


def measure(stage, options, report, upstream, name, size, waves):
    """Runs one attack and returns the table's row."""
    rivals = Rivals(stage, options.gateway_command, f"{JVM[size]} {options.more_java_options}".strip())
    rivals.upstream = upstream
    server = rivals.gateway(policy=policy(upstream.port)) if name == "xynergy" else rivals.haproxy()
    label = " + ".join(f"{count} {kind}" for kind, count in waves)
    print(f"{name}, {size}: {label}", flush=True)
    steady(stage, server.port, 4, 0).finish()  # warm-up
    before = rss_bytes(server.process)
    attack = DURING + sum(count for _, count in waves) / 1500
    normal = steady(stage, server.port, BEFORE + attack + AFTER, BEFORE)
    time.sleep(BEFORE)
    slow = SlowClients(server.port)
    most = before
    for kind, count in waves:
        slow.open(kind, count)
        most = max(most, rss_bytes(server.process))
    end = time.monotonic() + DURING
    while time.monotonic() < end:
        slow.trickle()
        for _ in range(5):
            most = max(most, rss_bytes(server.process))
            time.sleep(0.2)
    left = slow.still_open()
    ended = shed(server.admin_port) if name == "xynergy" and server.process.poll() is None else ""
    slow.close()
    found = normal.finish()
    time.sleep(2)
    after = rss_bytes(server.process)
    alive = server.process.poll() is None and found["last_ok"]
    gauges = open_gauges(server.admin_port) if name == "xynergy" and alive else {}
    stage.stop(server.process)
    if name == "xynergy":
        report.target(f"{size}, {label}: failed", 0, found["failed"], alive and found["failed"] == 0)
        report.target(f"{size}, {label}: p99", f"< {P99_LIMIT} ms", found["p99"], found["p99"] < P99_LIMIT)
        rss = f"{mebibytes(most)} MiB"
        report.target(f"{size}, {label}: RSS", f"< {mebibytes(RSS_LIMIT[size])} MiB", rss, most < RSS_LIMIT[size])
        held = {key: value for key, value in gauges.items() if value > 1}
        report.target(f"{size}, {label}: held afterwards", "nothing", held or "nothing", alive and not held)
    row = [name, size, label, found["requests"], found["failed"], found["before"], found["p50"], found["p99"], found["most"]]
    row += [mebibytes(before), mebibytes(most), mebibytes(after), left, ended]
    print(*row, found["errors"], "" if alive else "DEAD", gauges, sep=" | ", flush=True)
    return row


def policy(port):
    """One route to the upstream; nothing but the gateway's own bounds is in the way of the slow."""
    return policies.single_route(port, most=20_000)


class Steady:
    """The normal client, a process of its own."""

    def __init__(self, process, stage):
        self._process, self._stage = process, stage

    def finish(self):
        """Waits for its end and returns what it found."""
        self._process.wait(120)
        return json.loads(self._stage.output(self._process, 1))


def steady(stage, port, seconds, calm):
    """Starts a normal client for so many seconds, of which the first are calm."""
    program = Path(__file__).with_name("steady.py")
    name = f"steady-{port}-{time.monotonic_ns()}"
    return Steady(stage.start(["python3", program, port, seconds, calm], name=name, cores=stage.other_cores), stage)


def metrics(port):
    """The page of metrics; empty when the process is past giving it."""
    try:
        with urllib.request.urlopen(f"http://{LOOPBACK}:{port}/metrics", timeout=10) as page:
            return page.read().decode()
    except OSError:
        return ""


def shed(port):
    """Which connections the gateway ended, by reason."""
    found = re.findall(r'^xynergy_gateway_connections_shed_total\{reason="(\w+)"\} (\d+)', metrics(port), re.MULTILINE)
    return " ".join(f"{reason} {count}" for reason, count in found if count != "0")


def open_gauges(port):
    """What is held when nobody is connected any more."""
    names = "connections_open|requests_in_flight|requests_admitted"
    return {
        name + labels: float(value)
        for name, labels, value in re.findall(
            rf"^xynergy_gateway_({names})(\{{.*\}})? ([\d.E]+)", metrics(port), re.MULTILINE
        )
    }


class SlowClients:
    """Connections that send or read next to nothing."""

    def __init__(self, port):
        self._port, self._connections, self._number = port, [], 0

    def open(self, kind, count):
        """Opens connections of a kind, many at a time; one that is refused counts as closed."""
        for first in range(0, count, AT_ONCE):
            batch = [self._connect(kind) for _ in range(min(AT_ONCE, count - first))]
            self._send(batch, {"heads": HALF_HEAD, "bodies": SLOW_BODY, "readers": SLOW_READER}[kind])
            self._connections += [(kind, connection) for connection in batch]

    def trickle(self):
        """Each sends or reads one byte."""
        for kind, connection in self._connections:
            try:
                if kind == "readers":
                    connection.recv(1)
                else:
                    connection.send(b"x")
            except OSError:
                pass

    def still_open(self):
        """Counts the connections that the server has not closed."""
        count = 0
        for kind, connection in self._connections:
            try:
                if kind != "readers":
                    count += 0 if ended(connection) else 1
                else:
                    connection.recv(1)
                    connection.send(b"x")
                    count += 1
            except BlockingIOError:
                count += 1
            except OSError:
                pass
        return count

    def close(self):
        for _, connection in self._connections:
            connection.close()

    def _connect(self, kind):
        connection = socket.socket()
        if kind == "readers":
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        connection.setblocking(False)
        connection.bind((f"127.0.1.{1 + self._number // PER_SOURCE}", 0))
        self._number += 1
        connection.connect_ex((LOOPBACK, self._port))
        return connection

    def _send(self, batch, what):
        with selectors.DefaultSelector() as selector:
            for connection in batch:
                selector.register(connection, selectors.EVENT_WRITE)
            left, end = len(batch), time.monotonic() + 3
            while left > 0 and time.monotonic() < end:
                for key, _ in selector.select(0.1):
                    try:
                        key.fileobj.send(what)
                    except OSError:
                        pass
                    selector.unregister(key.fileobj)
                    left -= 1


def ended(connection):
    """Whether everything up to the end of a connection can be read."""
    while block := connection.recv(65536):
        continue
    return not block


HALF_HEAD = b"GET / HTTP/1.1\r\nHost: a\r\nX-Slow: "
SLOW_BODY = b"POST /upload HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000\r\n\r\nx"
SLOW_READER = f"GET /{LARGE} HTTP/1.1\r\nHost: a\r\n\r\n".encode()
