"""Results as Markdown on the screen and as Markdown and JSON under bench/results."""

import json
import os
import platform
import subprocess
import time
from pathlib import Path

from load.stage import REPOSITORY, find_tool

RESULTS = REPOSITORY / "bench" / "results"


class Report:
    """What one command measured: tables, targets, and the raw numbers."""

    def __init__(self, name, command):
        self._name = name
        self._started = time.strftime("%Y-%m-%dT%H%M%SZ", time.gmtime())
        self._command = command
        self._parts = []
        self._targets = []
        self._raw = {}

    def table(self, title, columns, rows):
        """Adds a table; cells are strings or numbers."""
        lines = [f"### {title}", "", "| " + " | ".join(columns) + " |"]
        lines.append("|" + "|".join("---" if n == 0 else "--:" for n in range(len(columns))) + "|")
        lines += ["| " + " | ".join(map(str, row)) + " |" for row in rows]
        self._parts.append("\n".join(lines))
        self._raw.setdefault("tables", {})[title] = [dict(zip(columns, row)) for row in rows]

    def raw(self, key, value):
        """Keeps the numbers of every round in the JSON file."""
        self._raw[key] = value

    def target(self, what, limit, measured, met):
        """Adds one line to the list of targets."""
        self._targets.append((what, limit, measured, "yes" if met else "**no**"))

    def write(self):
        """Prints the report and writes both files."""
        if self._targets:
            self.table("Targets", ["target", "limit", "measured", "met"], self._targets)
        where = environment()
        lines = [f"## {self._name}, {self._started}", "", f"`{self._command}`", ""]
        lines += [f"- {key}: {value}" for key, value in where.items()]
        text = "\n".join(lines) + "\n\n" + "\n\n".join(self._parts) + "\n"
        RESULTS.mkdir(parents=True, exist_ok=True)
        base = RESULTS / f"{self._started}-{self._name}"
        base.with_suffix(".md").write_text(text)
        document = {"name": self._name, "started": self._started, "command": self._command}
        document |= {"environment": where} | self._raw
        base.with_suffix(".json").write_text(json.dumps(document, indent=2) + "\n")
        print(text)
        print(f"written: {base.relative_to(REPOSITORY)}.md and .json")


def environment():
    """Names the machine and the versions that the numbers belong to."""
    return {
        "cpu": f"{cpu_model()}, {os.cpu_count()} cores",
        "kernel": platform.release(),
        "nginx": version("nginx", "-v"),
        "haproxy": version("haproxy", "-v"),
        "wrk": version("wrk", "-v"),
        "commit": said(["git", "-C", str(REPOSITORY), "describe", "--always", "--dirty"]),
        "load average": " ".join(f"{load:.2f}" for load in os.getloadavg()),
    }


def cpu_model():
    """Returns the processor's name."""
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.split(":", 1)[1].strip()
    return platform.machine()


def version(tool, option):
    """Returns the first line that a tool says about its version."""
    path = find_tool(tool)
    return said([path, option]) if path else "absent"


def said(command):
    """Returns the first line that a command prints on either stream."""
    found = subprocess.run(command, capture_output=True, text=True, timeout=10, check=False)
    lines = (found.stdout + found.stderr).strip().splitlines()
    return lines[0].strip() if lines else ""


def mebibytes(number):
    """Bytes as MiB with one decimal."""
    return f"{number / (1 << 20):.1f}"
