"""Resident memory of each server at rest and after load."""

import time

from load.servers import SMALL_FILE, Rivals
from load.stage import rss_bytes
from load.tables import mebibytes
from load.wrk import drive

REST = 5
LIMIT = 128 << 20


def run(stage, options, report):
    """Reads the memory some seconds after the start, and after all rounds of load."""
    rivals = Rivals(stage, options.gateway_command, options.java_options)
    rivals.start_upstream()
    rows = []
    for name in (name for name in ("nginx", "haproxy", "xynergy") if name in options.only):
        server = getattr(rivals, "gateway" if name == "xynergy" else name)()
        time.sleep(REST)
        rest = rss_bytes(server.process)
        drive(stage, server, path=SMALL_FILE, seconds=options.warm_up)
        for _ in range(options.rounds):
            drive(stage, server, path=SMALL_FILE, seconds=options.seconds)
        loaded = rss_bytes(server.process)
        stage.stop(server.process)
        rows.append([name, mebibytes(rest), mebibytes(loaded)])
        if name == "xynergy":
            report.target(
                f"resident memory after load with {options.java_options}",
                f"≤ {mebibytes(LIMIT)} MiB",
                f"{mebibytes(loaded)} MiB",
                loaded <= LIMIT,
            )
    report.table("Resident memory", ["server", "MiB at rest", "MiB after load"], rows)
