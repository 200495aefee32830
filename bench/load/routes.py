"""Ten routes against ten thousand: CPU per request, memory, and time to take the policy."""

import time

from load import policies
from load.idle import live_heap
from load.reload import digest, edit
from load.servers import SMALL_FILE, Rivals
from load.stage import rss_bytes
from load.tables import mebibytes
from load.wrk import REPORT, drive

COUNTS = (10, 10_000)
PATHS = 1000  # different paths that wrk asks for, spread over all routes
HEAP_PER_ROUTE = 10 * 1024
SECONDS_TO_LIVE = 2
LIMIT = 1.3


def run(stage, options, report):
    """Measures two gateways in turn, one with few and one with many routes."""
    rivals = Rivals(stage, options.gateway_command, options.java_options)
    upstream = rivals.start_upstream()
    servers, started = [], []
    for count in COUNTS:
        began = time.monotonic()
        policy = policies.many_routes(upstream.port, count)
        servers.append(rivals.gateway(f"routes-{count}", policy=policy))
        started.append(time.monotonic() - began)
    scripts = [script(stage, count) for count in COUNTS]
    heap = [live_heap(server) for server in servers]
    best = [float("inf")] * len(COUNTS)
    errors = 0
    for number in range(options.rounds + 1):
        for index, server in enumerate(servers):
            seconds = options.seconds if number else options.warm_up
            found = drive(
                stage, server, path=SMALL_FILE, seconds=seconds, script=scripts[index]
            )
            errors += found.errors
            if number:
                best[index] = min(best[index], found.cpu_micros)
    live = [
        edit(servers[n], policies.many_routes(upstream.port, count, "31s"), digest(servers[n]))
        for n, count in enumerate(COUNTS)
    ]
    rows = [
        [count, f"{best[n]:.2f}", mebibytes(rss_bytes(servers[n].process))]
        + ["" if heap[n] is None else mebibytes(heap[n]), f"{started[n]:.2f}", f"{live[n]:.2f}"]
        for n, count in enumerate(COUNTS)
    ]
    columns = ["routes", "CPU µs/request", "RSS MiB after load", "live heap MiB", "start s"]
    columns += ["edit to live s"]
    report.table("Routes in the policy", columns, rows)
    conclude(report, best, heap, errors)
    report.target(
        "an edited policy of 10,000 routes is live after",
        f"< {SECONDS_TO_LIVE} s",
        f"{live[1]:.2f} s",
        live[1] < SECONDS_TO_LIVE,
    )


def conclude(report, best, heap, errors):
    """Compares the two with the targets."""
    ratio = best[1] / best[0]
    report.target(
        "CPU per request, 10,000 routes", f"≤ {LIMIT} × with 10", f"{ratio:.2f}", ratio <= LIMIT
    )
    report.target("errors", 0, errors, errors == 0)
    if None not in heap:
        each = (heap[1] - heap[0]) // (COUNTS[1] - COUNTS[0])
        report.target(
            "live heap for each route, bytes", f"≤ {HEAP_PER_ROUTE}", each, each <= HEAP_PER_ROUTE
        )


def script(stage, count):
    """Writes a wrk script that asks for paths of routes spread over the whole policy."""
    step = max(1, (count - 1) // PATHS)
    paths = [policies.prefix(number) for number in range(0, count - 1, step)][:PATHS]
    text = f"""
    dofile("{REPORT}")
    local prefixes = {{ {", ".join(f'"{path}"' for path in paths)} }}
    local requests, at = {{}}, 0
    function init()
      for n, prefix in ipairs(prefixes) do
        requests[n] = wrk.format("GET", prefix .. "{SMALL_FILE}")
      end
    end
    function request()
      at = at % #requests + 1
      return requests[at]
    end
    """
    path = stage.folder / f"routes-{count}.lua"
    path.write_text(text)
    return path
