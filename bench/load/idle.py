"""Memory of idle kept-alive connections: each made one request and then waits."""

import re
import socket
import subprocess
import time
from pathlib import Path

from load.servers import SMALL_FILE, Rivals
from load.stage import LOOPBACK, BenchError, need_descriptors, rss_bytes, tree
from load.tables import mebibytes
from load.wrk import drive

CONNECTIONS = 10_000
PER_SOURCE = 2_000  # connections from one loopback address, far below its ports
AT_ONCE = 100
LIMIT = 8 * 1024
SETTLE = 3


def run(stage, options, report):
    """Opens the connections to each server alone and compares its memory before and after."""
    count = 1_000 if options.quick else CONNECTIONS
    need_descriptors(count + 500, f"{count} connections")
    rivals = Rivals(stage, options.gateway_command, options.java_options)
    rivals.start_upstream()
    rows = []
    for name in ("nginx", "haproxy", "xynergy"):
        if name not in options.only:
            continue
        server = getattr(rivals, "gateway" if name == "xynergy" else name)()
        drive(stage, server, path=SMALL_FILE, seconds=options.warm_up)
        row = measure(server, count)
        rows.append(row)
        stage.stop(server.process)
        if name == "xynergy":
            most = max(int(cell) for cell in (row[5], row[6]) if cell != "")
            report.target(
                f"bytes for each of {count} idle connections", f"≤ {LIMIT}", most, most <= LIMIT
            )
            report.target(f"still open of {count}", count, row[4], row[4] == count)
    columns = ["server", "connections", "RSS MiB before", "RSS MiB after", "still open"]
    columns += ["RSS bytes/connection", "live heap bytes/connection"]
    report.table("Idle kept-alive connections", columns, rows)


def measure(server, count):
    """Returns the table row of one server."""
    time.sleep(SETTLE)
    heap_before = live_heap(server)
    before = rss_bytes(server.process)
    clients = Clients(server.port)
    try:
        clients.open(count)
        time.sleep(SETTLE)
        after = rss_bytes(server.process)
        heap_after = live_heap(server)
        still_open = clients.still_open()
    finally:
        clients.close()
    heap = "" if heap_after is None else (heap_after - heap_before) // count
    grown = (after - before) // count
    return [server.name, count, mebibytes(before), mebibytes(after), still_open, grown, heap]


def live_heap(server):
    """Returns the heap in use after a full collection; None when it is no JVM."""
    java = next(iter(java_processes(server)), None)
    if java is None:
        return None
    process_id, home = java
    tool = home / "jcmd"
    subprocess.run([tool, str(process_id), "GC.run"], capture_output=True, timeout=30, check=True)
    found = subprocess.run(
        [tool, str(process_id), "GC.class_histogram"],
        capture_output=True,
        text=True,
        timeout=30,
        check=True,
    )
    return int(re.search(r"^Total\s+\d+\s+(\d+)", found.stdout, re.MULTILINE).group(1))


def java_processes(server):
    """Finds the JVMs of a server and the folder of their tools."""
    for process_id in tree(server.process.pid):
        try:
            program = Path(f"/proc/{process_id}/exe").resolve()
        except OSError:
            continue
        if program.name == "java" and (program.parent / "jcmd").exists():
            yield process_id, program.parent


class Clients:
    """Many connections that make one request each and then stay."""

    def __init__(self, port):
        self._port = port
        self._connections = []

    def open(self, count):
        """Opens the connections in batches and waits for each response."""
        request = f"GET {SMALL_FILE} HTTP/1.1\r\nHost: {LOOPBACK}:{self._port}\r\n\r\n".encode()
        while len(self._connections) < count:
            batch = []
            for _ in range(min(AT_ONCE, count - len(self._connections))):
                batch.append(self._connect(len(self._connections)))
                self._connections.append(batch[-1])
            for connection in batch:
                connection.sendall(request)
            for connection in batch:
                read_response(connection)

    def still_open(self):
        """Counts the connections that the server has not closed."""
        count = 0
        for connection in self._connections:
            connection.setblocking(False)
            try:
                count += 1 if connection.recv(1) else 0
            except BlockingIOError:
                count += 1
            except OSError:
                pass
        return count

    def close(self):
        for connection in self._connections:
            connection.close()

    def _connect(self, number):
        source = f"127.0.1.{1 + number // PER_SOURCE}"
        return socket.create_connection((LOOPBACK, self._port), 10, source_address=(source, 0))


def read_response(connection):
    """Reads one response with a Content-Length and leaves the connection open."""
    response = b""
    while b"\r\n\r\n" not in response:
        response += received(connection)
    head, body = response.split(b"\r\n\r\n", 1)
    if not head.startswith(b"HTTP/1.1 200"):
        raise BenchError(f"unexpected response: {head[:80]!r}")
    length = int(re.search(rb"(?i)content-length: *(\d+)", head).group(1))
    left = length - len(body)
    while left > 0:
        left -= len(received(connection))


def received(connection):
    block = connection.recv(65536)
    if not block:
        raise BenchError("the server closed a connection in the middle of a response")
    return block
