"""What protection costs: an API key, a limit in the process or in Redis, a token, beside HAProxy doing the same work."""

import shutil
import urllib.request
import zipfile
from dataclasses import asdict

from load import policies
from load.auth import Issuer
from load.servers import SMALL_FILE, Rivals
from load.stage import REPOSITORY, find_tool, require_tools
from load.tables import mebibytes
from load.wrk import drive

LOSS = 8  # per cent of plain throughput that a key and a limit may cost
LOSS_REDIS = 15  # the same with a limit that replicas share
LEASED = 90  # per cent of a busy caller's requests that need no call
IN_REDIS = "xynergy, key and limit in Redis"
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
        uri = start_redis(stage)
        shared_data = stage.folder / "shared-data"
        shared = rivals.gateway(
            "xynergy-redis",
            policy=policies.with_limits(rivals.upstream.port, issuer.url),
            more=["--data", shared_data, "--redis", uri],
        )
        shared_key = value(shared_data / "keys" / "bench.properties")
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
            IN_REDIS: (shared, "/api/limited", [f"X-Api-Key: {shared_key}"]),
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
        leased = leased_share(shared)
        issuer.close()
    conclude(report, rounds, leased)


def start_redis(stage):
    """A server that forgets everything; that of the laptop's stack where none is installed."""
    program = shutil.which("redis-server")
    if program is None:
        jar = next(REPOSITORY.glob("services/cli/target/**/embedded-redis-*.jar"))
        with zipfile.ZipFile(jar) as files:
            name = next(n for n in files.namelist() if n.endswith("linux-amd64"))
            program = stage.folder / "redis-server"
            program.write_bytes(files.read(name))
            program.chmod(0o700)
    port = stage.free_port()
    command = [program, "--port", port, "--bind", "127.0.0.1", "--save", "", "--dir", stage.folder]
    stage.start(command, name="redis", cores=stage.other_cores)
    return f"redis://127.0.0.1:{port}"


def leased_share(server):
    """Per cent of the requests that found a unit bought before."""
    with urllib.request.urlopen(f"http://127.0.0.1:{server.admin_port}/metrics") as page:
        lines = page.read().decode().splitlines()
    number = {}
    for line in lines:
        name, _, text = line.rpartition(" ")
        if name.startswith("xynergy_gateway_rate_limit_"):
            number[name.removeprefix("xynergy_gateway_rate_limit_")] = float(text)
    asked = sum(number[name] for name in ("leased_total", "waits_total", "by_share_total"))
    return 100 * number["leased_total"] / asked


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


def conclude(report, rounds, leased):
    """Tables and targets of the best rounds."""
    report.raw("rounds", {name: [asdict(one) for one in all_] for name, all_ in rounds.items()})
    cpu = {name: min(one.cpu_micros for one in all_) for name, all_ in rounds.items()}
    rate = {name: max(one.rate for one in all_) for name, all_ in rounds.items()}
    rows = []
    for name, all_ in rounds.items():
        rival = name.replace("xynergy", "haproxy").removesuffix(" in Redis")
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
    loss = 100 * (1 - cpu["xynergy"] / cpu[IN_REDIS])
    report.target("throughput lost to a key and a limit in Redis, by CPU", f"≤ {LOSS_REDIS} %", f"{loss:.1f} %", loss <= LOSS_REDIS)
    report.target("requests of a busy caller without a call", f"≥ {LEASED} %", f"{leased:.1f} %", leased >= LEASED)
    errors = sum(one.errors for all_ in rounds.values() for one in all_)
    report.target("no errors", "0", errors, errors == 0)
