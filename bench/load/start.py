"""Time from starting the process to its first 200 through the proxy, on one core."""

import statistics
import time

from load.servers import Rivals
from load.stage import BenchError, status

POLL = 0.005
PATIENCE = 30
LIMIT = 1.2


def run(stage, options, report):
    """Starts each server again and again and reports the median and the worst start."""
    count = 2 if options.quick else 10
    rivals = Rivals(stage, options.gateway_command, options.java_options)
    rivals.start_upstream()
    launch = {"haproxy": rivals.launch_haproxy, "xynergy": rivals.launch_gateway}
    rows = []
    for name in (name for name in launch if name in options.only):
        seconds = [first_response(stage, launch[name]) for _ in range(count)]
        report.raw(name, seconds)
        median, worst = statistics.median(seconds), max(seconds)
        rows.append([name, count, f"{median:.3f}", f"{worst:.3f}"])
        if name == "xynergy":
            report.target(
                "first response after start, one core",
                f"≤ {LIMIT} s",
                f"{median:.2f} s (worst {worst:.2f} s)",
                worst <= LIMIT,
            )
    report.table("Start to first response", ["server", "starts", "median s", "worst s"], rows)


def first_response(stage, launch):
    """Starts one server, waits for its first 200 and stops it."""
    began = time.monotonic()
    server = launch()
    try:
        while status(server.port, "/") != 200:
            if server.process.poll() is not None or time.monotonic() > began + PATIENCE:
                raise BenchError(f"{server.name} did not start:\n{stage.output(server.process)}")
            time.sleep(POLL)
        return time.monotonic() - began
    finally:
        stage.stop(server.process)
