"""What protection costs: an API key, a limit in the process, a token, beside HAProxy doing the same work."""

from dataclasses import asdict

from load import policies
from load.auth import Issuer
from load.servers import SMALL_FILE, Rivals
from load.stage import find_tool, require_tools
from load.tables import mebibytes
from load.wrk import drive

LOSS = 8  # per cent of plain throughput that a key and a limit may cost
RIVAL_KEY = "k_12345678_" + "ab" * 32


def run(stage, options, report):
    """Drives each case in turn, the same work on both servers; the best round of each counts."""
    require_tools(["openssl"])
    rivals = Rivals(stage, options.gateway_command, options.java_options)
    rivals.start_upstream()
    issuer = Issuer(stage)
    try:
        data = stage.folder / "data"
        gateway = rivals.gateway(
            policy=policies.with_limits(rivals.upstream.port, issuer.url), more=["--data", data]
        )
        key = value(data / "keys" / "bench.properties")
        plain, keyed, limited = (
            rivals.haproxy("haproxy-" + name, rules=rules)
            for name, rules in haproxy_rules(stage).items()
        )
        rival = [f"X-Api-Key: {RIVAL_KEY}"]
        own = [f"X-Api-Key: {key}"]
        token = [f"Authorization: Bearer {issuer.token()}"]
        cases = {
            "haproxy": (plain, SMALL_FILE, []),
            "xynergy": (gateway, "/api/plain", []),
            "haproxy, key": (keyed, SMALL_FILE, rival),
            "xynergy, key": (gateway, "/api/key", own),
            "haproxy, key and limit": (limited, SMALL_FILE, rival),
            "xynergy, key and limit": (gateway, "/api/limited", own),
            "xynergy, token and limit": (gateway, "/api/token", token),
        }
        for server, path, headers in cases.values():
            drive(stage, server, path=path, seconds=options.warm_up, headers=headers)
        rounds = {name: [] for name in cases}
        for number in range(options.rounds):
            for name, (server, path, headers) in cases.items():
                one = drive(stage, server, path=path, seconds=options.seconds, headers=headers)
                rounds[name].append(one)
                print(f"round {number + 1}: {name:26} {one.cpu_micros:6.2f} µs", flush=True)
    finally:
        issuer.close()
    conclude(report, rounds)


def value(file):
    """The value of a key that the gateway has made."""
    for line in file.read_text().splitlines():
        name, _, text = line.partition("=")
        if name == "value":
            return text
    raise ValueError(f"{file} has no value")


def haproxy_rules(stage):
    """Nothing; the caller by a map of keys; the same and a rate in a stick table."""
    find_tool("haproxy")
    names = stage.folder / "keys.map"
    names.write_text(f"{RIVAL_KEY} bench\n")
    key = f"""
              http-request set-var(txn.user) req.hdr(x-api-key),map_str({names})
              http-request deny deny_status 401 unless {{ var(txn.user) -m found }} || {{ path / }}
              http-request del-header x-api-key
              http-request set-header x-xynergy-user %[var(txn.user)]"""
    limit = """
              stick-table type string len 64 size 100k expire 60s store http_req_rate(60s)
              http-request track-sc0 var(txn.user)
              http-request deny deny_status 429 if { sc_http_req_rate(0) gt 1000000000 }"""
    return {"plain": "", "key": key, "limit": key + limit}


def conclude(report, rounds):
    """Tables and targets of the best rounds."""
    report.raw("rounds", {name: [asdict(one) for one in all_] for name, all_ in rounds.items()})
    cpu = {name: min(one.cpu_micros for one in all_) for name, all_ in rounds.items()}
    rate = {name: max(one.rate for one in all_) for name, all_ in rounds.items()}
    rows = []
    for name, all_ in rounds.items():
        rival = name.replace("xynergy", "haproxy")
        bare = name.split(",")[0]
        rows.append(
            [
                name,
                f"{rate[name]:.0f}",
                f"{cpu[name]:.2f}",
                f"{cpu[name] / cpu[bare]:.2f}",
                f"{cpu[name] / cpu[rival]:.2f}" if rival in cpu else "",
                f"{min(one.p99_millis for one in all_):.2f}",
                mebibytes(max(one.rss for one in all_)),
            ]
        )
    report.table(
        "One KiB, 64 kept-alive connections",
        ["case", "requests/s", "CPU µs", "÷ plain", "÷ HAProxy", "p99 ms", "RSS MiB"],
        rows,
    )
    loss = 100 * (1 - cpu["xynergy"] / cpu["xynergy, key and limit"])
    report.target("throughput lost to a key and a limit, by CPU", f"≤ {LOSS} %", f"{loss:.1f} %", loss <= LOSS)
    ratio = cpu["xynergy, key and limit"] / cpu["haproxy, key and limit"]
    report.target("CPU per request, key and limit", "≤ 1.00 × HAProxy", f"{ratio:.2f}", ratio <= 1)
    errors = sum(one.errors for all_ in rounds.values() for one in all_)
    report.target("no errors", "0", errors, errors == 0)
