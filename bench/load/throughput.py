"""Requests per second, CPU per request, latency and memory of all contenders, in turn."""

from dataclasses import asdict

from load import policies
from load.servers import SMALL_FILE, Rivals
from load.stage import need_descriptors
from load.tables import mebibytes
from load.wrk import drive

COLUMNS = [
    "server",
    "requests/s",
    "CPU µs/request",
    "CPU ÷ HAProxy",
    "p50 ms",
    "p99 ms",
    "p99 ÷ HAProxy",
    "RSS MiB",
    "errors",
]

FEW = 64
MANY_RSS = 160 << 20


def run(stage, options, report):
    """Rounds in turn for each number of connections; the best round of each contender counts."""
    most = max(options.connections)
    need_descriptors(2 * most + 2_000, f"{most} connections")
    rivals = Rivals(stage, options.gateway_command, options.java_options, options.haproxy_log)
    rivals.start_upstream()
    for connections in options.connections:
        measure(stage, rivals, options, report, connections)


def measure(stage, rivals, options, report, connections):
    """Measures servers that have just started, so that their memory is that of these connections."""
    contenders = start(rivals, options, connections)
    for server in contenders:
        print(f"{connections} connections, warm-up: {server.name}", flush=True)
        warm(stage, server, options.warm_up, connections)
    rounds = {server.name: [] for server in contenders}
    for number in range(options.rounds):
        for server in contenders:
            measured = drive(
                stage, server, path=SMALL_FILE, seconds=options.seconds, connections=connections
            )
            server.drop_log()
            rounds[server.name].append(measured)
            print(
                f"{connections} connections, round {number + 1}: {server.name:12}"
                f" {measured.rate:9.0f}/s {measured.cpu_micros:6.2f} µs"
                f"  p99 {measured.p99_millis:6.2f} ms",
                flush=True,
            )
    for server in contenders:
        if server is not rivals.upstream:
            stage.stop(server.process)
    raw = {name: [asdict(one) for one in all_] for name, all_ in rounds.items()}
    report.raw(f"rounds with {connections} connections", raw)
    best = {name: summary(measured) for name, measured in rounds.items()}
    report.table(f"One KiB, {connections} busy kept-alive connections", COLUMNS, rows(best))
    if connections <= FEW:
        targets(best, report)
    else:
        targets_of_many(best, report, connections)


def start(rivals, options, connections):
    """Starts every contender that was asked for, without and with an access log.

    The gateway may have as many connections to the upstream as clients have to it: HAProxy has no limit.
    """
    policy = policies.single_route(rivals.upstream.port, most=max(1024, connections))
    contenders = [rivals.upstream] if "direct" in options.only else []
    rivals.upstream.name = "direct"
    for log in {"off": [False], "on": [True], "both": [False, True]}[options.access_log]:
        for name in ("nginx", "haproxy", "xynergy"):
            if name in options.only:
                label = name + ("+log" if log else "")
                if name == "xynergy":
                    contenders.append(rivals.gateway(label, log=log, policy=policy))
                else:
                    contenders.append(getattr(rivals, name)(label, log=log))
    return contenders


def warm(stage, server, seconds, connections):
    """Loads a server before it is measured: a JVM compiles, pools fill."""
    drive(stage, server, path=SMALL_FILE, seconds=seconds, connections=connections)
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
        compared = rival if name != "direct" else None
        yield [
            name,
            f"{found['rate']:.0f}",
            f"{found['cpu']:.2f}",
            f"{found['cpu'] / compared['cpu']:.2f}" if compared else "",
            f"{found['p50']:.2f}",
            f"{found['p99']:.2f}",
            f"{found['p99'] / compared['p99']:.2f}" if compared else "",
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


def targets_of_many(best, report, connections):
    """What is asked of more connections than a few; the memory, of a thousand."""
    for suffix, label in (("", "without"), ("+log", "with")):
        ours, rival = best.get("xynergy" + suffix), best.get("haproxy" + suffix)
        if not ours or not rival:
            continue
        what = f"{connections} connections, {label} access log"
        cpu, late = ours["cpu"] / rival["cpu"], ours["p99"] / rival["p99"]
        report.target(f"CPU per request, {what}", "≤ 1.05 × HAProxy", f"{cpu:.2f}", cpu <= 1.05)
        report.target(f"p99, {what}", "≤ 1.2 × HAProxy", f"{late:.2f}", late <= 1.2)
        if connections == 1_000:
            rss = ours["rss"]
            report.target(
                f"RSS, {what}",
                f"≤ {mebibytes(MANY_RSS)} MiB",
                f"{mebibytes(rss)} MiB",
                rss <= MANY_RSS,
            )
        report.target(f"no errors, {what}", "0", ours["errors"], ours["errors"] == 0)
