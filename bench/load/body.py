"""CPU per MiB of bodies, downloaded and uploaded, by a client that reads and sends blocks."""

import socket
import threading
from pathlib import Path

from load.servers import Rivals, Server
from load.stage import LOOPBACK, BenchError, cpu_seconds

KIB, MIB = 1 << 10, 1 << 20
SIZES = {"1k": KIB, "100k": 100 * KIB, "1m": MIB, "10m": 10 * MIB, "100m": 100 * MIB}
TOTAL = 1024 * MIB
REQUESTS = 20_000  # at most, for small bodies
CONNECTIONS = 4
BLOCK = 256 * KIB
LIMIT = 1.3


def run(stage, options, report):
    """Measures each size with each server in turn; the best round counts."""
    rivals = Rivals(stage, options.gateway_command, options.java_options)
    rivals.start_upstream([(name, size) for name, size in SIZES.items() if name != "1k"])
    sink = start_sink(stage)
    for direction, target in (("download", rivals.upstream), ("upload", sink)):
        names = [name for name in ("nginx", "haproxy", "xynergy") if name in options.only]
        servers = [start(rivals, name, f"{name}-{direction}", target.port) for name in names]
        found = {
            size: measure(servers, direction, size, 1 if options.quick else options.rounds, options)
            for size in SIZES
        }
        columns = ["body", *(f"{name} ms/MiB" for name in names)]
        both = {"haproxy", "xynergy"} <= set(names)
        columns += ["xynergy ÷ HAProxy"] if both else []
        rows = []
        for size, best in found.items():
            cells = dict(zip(names, best))
            ratio = cells["xynergy"] / cells["haproxy"] if both else 0
            rows.append([size, *(f"{value:.3f}" for value in best)] + ([f"{ratio:.2f}"] if both else []))
            if both:
                report.target(
                    f"CPU per MiB, {direction} of {size}", f"≤ {LIMIT} × HAProxy", f"{ratio:.2f}", ratio <= LIMIT
                )
        report.table(f"CPU per MiB, {direction}", columns, rows)
        for server in servers:
            stage.stop(server.process)


def start(rivals, name, label, port):
    """Starts one proxy in front of the given upstream."""
    if name == "xynergy":
        return rivals.gateway(label, upstream_port=port)
    return getattr(rivals, name)(label, upstream_port=port)


def start_sink(stage):
    """Starts an upstream that reads whole request bodies and answers 200."""
    port = stage.free_port()
    program = Path(__file__).with_name("sink.py")
    process = stage.start(["python3", program, port], name="sink", cores=stage.other_cores)
    stage.await_ready(process, port)
    return Server("sink", process, port)


def measure(servers, direction, size, rounds, options):
    """Returns the best CPU milliseconds per MiB of each server."""
    length = SIZES[size]
    total = TOTAL // 8 if options.quick else TOTAL
    count = max(CONNECTIONS, min(REQUESTS, total // length)) // CONNECTIONS
    best = {server.name: float("inf") for server in servers}
    for server in servers:
        transfer(server.port, direction, size, max(1, count // 4))
    for _ in range(rounds):
        for server in servers:
            before = cpu_seconds(server.process)
            transfer(server.port, direction, size, count)
            used = (cpu_seconds(server.process) - before) * 1e3
            best[server.name] = min(best[server.name], used / (count * CONNECTIONS * length / MIB))
    print(f"{direction} {size}: " + "  ".join(f"{k} {v:.3f}" for k, v in best.items()), flush=True)
    return list(best.values())


def transfer(port, direction, size, count):
    """Moves bodies over several connections at once, each one a thread."""
    failures = []
    work = download if direction == "download" else upload

    def one():
        try:
            with socket.create_connection((LOOPBACK, port), timeout=30) as connection:
                connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                for _ in range(count):
                    work(connection, size)
        except (OSError, BenchError) as error:
            failures.append(error)

    threads = [threading.Thread(target=one) for _ in range(CONNECTIONS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failures:
        raise BenchError(f"{direction} of {size} through port {port}: {failures[0]!r}")


def download(connection, size):
    """Fetches one file and counts its bytes."""
    connection.sendall(f"GET /{size} HTTP/1.1\r\nHost: {LOOPBACK}\r\n\r\n".encode())
    left = SIZES[size] - len(read_head(connection))
    block = bytearray(BLOCK)
    while left > 0:
        count = connection.recv_into(block, min(left, BLOCK))
        if count == 0:
            raise BenchError("closed in the middle of a body")
        left -= count


def upload(connection, size):
    """Sends one body and reads the response, which has none."""
    left = SIZES[size]
    head = f"POST /{size} HTTP/1.1\r\nHost: {LOOPBACK}\r\nContent-Length: {left}\r\n\r\n"
    connection.sendall(head.encode())
    block = memoryview(b"x" * BLOCK)
    while left > 0:
        connection.sendall(block[: min(left, BLOCK)])
        left -= min(left, BLOCK)
    read_head(connection)


def read_head(connection):
    """Reads a response's head and returns the first bytes of its body."""
    response = b""
    while b"\r\n\r\n" not in response:
        block = connection.recv(16 * KIB)
        if not block:
            raise BenchError("closed before the response")
        response += block
    head, rest = response.split(b"\r\n\r\n", 1)
    if not head.startswith(b"HTTP/1.1 200"):
        raise BenchError(f"unexpected response {head[:60]!r}")
    return rest
