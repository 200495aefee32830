"""A normal client: a small request every few milliseconds, every fourth on a connection of its own."""

import json
import socket
import sys
import time
from collections import Counter

PAUSE = 0.004
PATIENCE = 5
REQUEST = b"GET /1k HTTP/1.1\r\nHost: a\r\nConnection: %s\r\n\r\n"


def main():
    port, seconds, quiet = int(sys.argv[1]), float(sys.argv[2]), float(sys.argv[3])
    before, times, errors, number, ok = [], [], Counter(), 0, False
    kept, calm, end = None, time.monotonic() + quiet, time.monotonic() + seconds
    while time.monotonic() < end:
        number += 1
        own = number % 4 == 0
        begun = time.monotonic()
        try:
            if own:
                with connect(port) as connection:
                    ask(connection, b"close")
            else:
                kept = kept or connect(port)
                ask(kept, b"keep-alive")
            ok = True
        except (OSError, ValueError) as error:
            errors[f"{'new' if own else 'kept'}: {error!r}"[:80]] += 1
            ok = False
            if kept and not own:
                kept.close()
                kept = None
        (times if begun > calm else before).append((time.monotonic() - begun) * 1e3)
        time.sleep(PAUSE)
    times.sort()
    before.sort()
    at = lambda share, all=times: round(all[int(len(all) * share)], 1) if all else 0
    found = {"requests": len(before) + len(times), "before": at(0.99, before), "failed": sum(errors.values()), "errors": dict(errors.most_common(4))}
    found |= {"p50": at(0.5), "p99": at(0.99), "most": round(times[-1], 1), "last_ok": ok}
    print(json.dumps(found))


def connect(port):
    connection = socket.create_connection(("127.0.0.1", port), timeout=PATIENCE)
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return connection


def ask(connection, wish):
    connection.sendall(REQUEST % wish)
    response = b""
    while b"\r\n\r\n" not in response:
        response += received(connection)
    head, body = response.split(b"\r\n\r\n", 1)
    if not head.startswith(b"HTTP/1.1 200"):
        raise ValueError(head[:40])
    while len(body) < 1024:
        body += received(connection)


def received(connection):
    block = connection.recv(65536)
    if not block:
        raise ValueError("closed")
    return block


main()
