"""What one request costs beside CPU time: system calls, context switches, instructions."""

import signal
import subprocess

from load.servers import SMALL_FILE, Rivals
from load.stage import BenchError, find_tool, require_tools, tree
from load.wrk import Load, drive

EVENTS = ["raw_syscalls:sys_enter", "context-switches", "page-faults", "instructions", "cycles"]


def run(stage, options, report):
    """Counts with perf while wrk sends; events that the machine does not have stay empty."""
    require_tools(["perf"])
    rivals = Rivals(stage, options.gateway_command, options.java_options)
    rivals.start_upstream()
    rows = []
    for name in (name for name in ("nginx", "haproxy", "xynergy") if name in options.only):
        server = getattr(rivals, "gateway" if name == "xynergy" else name)()
        drive(stage, server, path=SMALL_FILE, seconds=options.warm_up)
        rows.append([name, *count(stage, server, options.seconds)])
        stage.stop(server.process)
    report.table("Events for each request", ["server", *EVENTS], rows)


def count(stage, server, seconds):
    """Returns each event's number per request; perf runs from before wrk to after it."""
    file = stage.folder / f"{server.name}.perf"
    processes = ",".join(map(str, tree(server.process.pid)))
    events = ",".join(EVENTS)
    command = [find_tool("perf"), "stat", "-x;", "-o", file, "-e", events, "-p", processes]
    perf = stage.start(command, name=f"{server.name}-perf", cores=stage.other_cores)
    measured = Load(stage, server, SMALL_FILE, seconds).finish(seconds + 30)
    perf.send_signal(signal.SIGINT)
    try:
        perf.wait(10)
    except subprocess.TimeoutExpired:
        raise BenchError("perf did not end") from None
    stage.stop(perf)
    found = {}
    for line in file.read_text().splitlines():
        fields = line.split(";")
        if len(fields) > 2:
            found[fields[2].split(":u")[0]] = fields[0]
    return [per_request(found.get(event, ""), measured.requests) for event in EVENTS]


def per_request(text, requests):
    """A counter divided by the requests; nothing where perf could not count."""
    return f"{float(text) / requests:.2f}" if text.replace(".", "").isdigit() else ""
