"""Micro benchmarks: reading a head, choosing a route, compiling a policy."""

import json
import math
import subprocess

from load.stage import REPOSITORY, BenchError

JAR = REPOSITORY / "bench" / "target" / "benchmarks.jar"
PATIENCE = 600
LOOKUP_LIMIT = 1.3
COMPILE_LIMIT = 2.0


def run(stage, options, report):
    """Runs all benchmarks on the proxy's core, with the garbage that each makes."""
    if not JAR.exists():
        raise BenchError("the benchmarks are not built yet: run `make build` first")
    home = subprocess.run(
        [REPOSITORY / "bin" / "jdk25"], capture_output=True, text=True, check=True, timeout=10
    ).stdout.strip()
    file = stage.folder / "jmh.json"
    quick = ["-wi", "1", "-i", "1", "-w", "1", "-r", "1"] if options.quick else []
    process = stage.start(
        [f"{home}/bin/java", "-jar", JAR, "-prof", "gc", "-rf", "json", "-rff", file, *quick]
        + ["-jvmArgs", "-Xmx512m -XX:+UseSerialGC -XX:+UseCompactObjectHeaders"],
        name="jmh",
        cores=stage.proxy_cores,
    )
    try:
        process.wait(PATIENCE)
    except subprocess.TimeoutExpired:
        raise BenchError(f"JMH did not end in {PATIENCE} s") from None
    if process.returncode or not file.exists():
        raise BenchError(f"JMH failed:\n{stage.output(process)}")
    found = {name(result): result for result in json.loads(file.read_text())}
    rows = [[key, *cells(result)] for key, result in found.items()]
    report.table("Micro benchmarks", ["benchmark", "score", "error", "unit", "bytes/op"], rows)
    conclude(report, found)


def name(result):
    """The class and the method of a benchmark."""
    return ".".join(result["benchmark"].rsplit(".", 2)[1:])


def cells(result):
    """Score, error, unit and garbage; a single sample has no error."""
    metric = result["primaryMetric"]
    error = float(metric["scoreError"])
    garbage = result["secondaryMetrics"]["gc.alloc.rate.norm"]["score"]
    shown = "" if math.isnan(error) else f"± {error:.1f}"
    return [f"{metric['score']:.1f}", shown, metric["scoreUnit"], f"{garbage:.0f}"]


def score(found, key):
    """The measured time of one benchmark."""
    return found[key]["primaryMetric"]["score"]


def conclude(report, found):
    """Compares with the targets."""
    few, many = (score(found, f"RouteBenchmark.routes{n}") for n in (10, 10_000))
    report.target(
        "lookup among 10,000 routes",
        f"≤ {LOOKUP_LIMIT} × among 10",
        f"{many / few:.2f}",
        many / few <= LOOKUP_LIMIT,
    )
    millis = [score(found, f"CompileBenchmark.{part}10000") for part in ("policy", "table")]
    seconds = sum(millis) / 1e3
    report.target(
        "10,000 routes compiled", f"< {COMPILE_LIMIT} s", f"{seconds:.2f} s", seconds < COMPILE_LIMIT
    )
