"""Policy edits under full load: no request may fail, and each edit must take effect."""

import json
import os
import time
import urllib.request

from load import policies
from load.servers import SMALL_FILE, Rivals
from load.stage import LOOPBACK, BenchError
from load.wrk import Load, drive

EDITS = 100
PATIENCE = 20
POLL = 0.002


def run(stage, options, report):
    """Edits the policy file back and forth while wrk sends."""
    edits = 10 if options.quick else EDITS
    rivals = Rivals(stage, options.gateway_command, options.java_options)
    upstream = rivals.start_upstream()
    server = rivals.gateway()
    drive(stage, server, path=SMALL_FILE, seconds=options.warm_up)
    texts = [policies.single_route(upstream.port, f"{30 + n}s") for n in range(2)]
    load = Load(stage, server, SMALL_FILE, seconds=edits * PATIENCE)
    digests = [digest(server)]
    millis = []
    for number in range(1, edits + 1):
        if not load.running:
            raise BenchError("wrk ended before the last edit")
        millis.append(edit(server, texts[number % 2], digests[-1]) * 1e3)
        digests.append(digest(server))
    measured = load.interrupt()
    if len(set(digests)) != 2:
        raise BenchError(f"two policies gave {len(set(digests))} digests")
    report.raw("millis", millis)
    report.raw("errors", measured.error_kinds)
    millis.sort()
    row = [edits, measured.requests, measured.errors, f"{quantile(millis, 0.5):.0f}"]
    row += [f"{quantile(millis, 0.99):.0f}", f"{measured.p99_millis:.2f}"]
    columns = ["edits", "requests", "failed", "p50 ms to live", "p99 ms to live", "request p99 ms"]
    report.table("Reloads under full load", columns, [row])
    report.target(f"failed requests in {edits} reloads", 0, measured.errors, measured.errors == 0)


def edit(server, text, before):
    """Replaces the policy file and returns the seconds until another digest is live."""
    draft = server.policy.with_suffix(".draft")
    draft.write_text(text)
    began = time.monotonic()
    os.replace(draft, server.policy)
    while digest(server) == before:
        if time.monotonic() > began + PATIENCE:
            raise BenchError(f"an edit was not live after {PATIENCE} s: {config(server)}")
        time.sleep(POLL)
    return time.monotonic() - began


def digest(server):
    """The digest that the gateway says it serves."""
    return config(server)["digest"]


def config(server):
    """What the admin port answers to GET /config."""
    address = f"http://{LOOPBACK}:{server.admin_port}/config"
    try:
        with urllib.request.urlopen(address, timeout=10) as response:
            return json.load(response)
    except OSError as error:
        raise BenchError(f"no response from {address}: {error}") from None


def quantile(ordered, share):
    """Nearest-rank quantile of sorted values."""
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]
