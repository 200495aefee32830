"""Requests per second, CPU per request, latency and memory of all contenders, in turn."""

from dataclasses import asdict

from load.servers import SMALL_FILE, Rivals
from load.tables import mebibytes
from load.wrk import drive

COLUMNS = [
    "server",
    "requests/s",
    "CPU µs/request",
    "÷ HAProxy",
    "p50 ms",
    "p99 ms",
    "RSS MiB",
    "errors",
]


def run(stage, options, report):
    """Rounds in turn; the best round of each contender counts."""
    rivals = Rivals(stage, options.gateway_command, options.java_options, options.haproxy_log)
    rivals.start_upstream()
    contenders = start(rivals, options)
    for server in contenders:
        print(f"warm-up: {server.name}", flush=True)
        warm(stage, server, options.warm_up)
    rounds = {server.name: [] for server in contenders}
    for number in range(options.rounds):
        for server in contenders:
            measured = drive(stage, server, path=SMALL_FILE, seconds=options.seconds)
            server.drop_log()
            rounds[server.name].append(measured)
            print(
                f"round {number + 1}: {server.name:12} {measured.rate:9.0f}/s"
                f" {measured.cpu_micros:6.2f} µs  p99 {measured.p99_millis:6.2f} ms",
                flush=True,
            )
    report.raw("rounds", {name: [asdict(one) for one in all_] for name, all_ in rounds.items()})
    best = {name: summary(measured) for name, measured in rounds.items()}
    report.table("One KiB, 64 kept-alive connections", COLUMNS, rows(best))
    targets(best, report)


def start(rivals, options):
    """Starts every contender that was asked for, without and with an access log."""
    contenders = [rivals.upstream] if "direct" in options.only else []
    rivals.upstream.name = "direct"
    for log in {"off": [False], "on": [True], "both": [False, True]}[options.access_log]:
        for name in ("nginx", "haproxy", "xynergy"):
            if name in options.only:
                make = {"nginx": rivals.nginx, "haproxy": rivals.haproxy}.get(name, rivals.gateway)
                contenders.append(make(name + ("+log" if log else ""), log=log))
    return contenders


def warm(stage, server, seconds):
    """Loads a server before it is measured: a JVM compiles, pools fill."""
    drive(stage, server, path=SMALL_FILE, seconds=seconds)
    server.drop_log()


def summary(measured):
    """The best of all rounds; memory is the worst, errors are the sum."""
    return {
        "rate": max(one.rate for one in measured),
        "cpu": min(one.cpu_micros for one in measured),
        "p50": min(one.p50_millis for one in measured),
        "p99": min(one.p99_millis for one in measured),
        "rss": max(one.rss for one in measured),
        "errors": sum(one.errors for one in measured),
    }


def rows(best):
    """One row a contender, compared with HAProxy of the same kind."""
    for name, found in best.items():
        rival = best.get("haproxy+log" if name.endswith("+log") else "haproxy")
        ratio = f"{found['cpu'] / rival['cpu']:.2f}" if rival and name != "direct" else ""
        yield [
            name,
            f"{found['rate']:.0f}",
            f"{found['cpu']:.2f}",
            ratio,
            f"{found['p50']:.2f}",
            f"{found['p99']:.2f}",
            mebibytes(found["rss"]),
            found["errors"],
        ]


def targets(best, report):
    """What issue and architecture ask for."""
    for suffix, label, limit in (("", "without", 1.10), ("+log", "with", 1.20)):
        ours, rival = best.get("xynergy" + suffix), best.get("haproxy" + suffix)
        if not ours or not rival:
            continue
        ratio = ours["cpu"] / rival["cpu"]
        report.target(
            f"CPU per request, {label} access log",
            f"≤ {limit:.2f} × HAProxy",
            f"{ratio:.2f}",
            ratio <= limit,
        )
        late = ours["p99"] - rival["p99"]
        report.target(
            f"p99, {label} access log", "≤ HAProxy + 1 ms", f"{late:+.2f} ms", late <= 1
        )
        report.target(
            f"no errors, {label} access log", "0", ours["errors"], ours["errors"] == 0
        )
