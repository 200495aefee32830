"""The place of one run: a temporary directory, free ports, two sets of cores, and the processes."""

import ctypes
import os
import random
import resource
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]
LOOPBACK = "127.0.0.1"
PORTS = range(20000, 32000)  # below the range from which the kernel takes ports for clients
TICKS_PER_SECOND = os.sysconf("SC_CLK_TCK")
ENDING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
DEBIAN_PACKAGES = {
    "wrk": "wrk",
    "nginx": "nginx-light",
    "haproxy": "haproxy",
    "taskset": "util-linux",
    "perf": "linux-perf",
    "openssl": "openssl",
}


class BenchError(Exception):
    """Something the person who runs the tool has to know or to do."""


def require_tools(names):
    """Fails with the Debian packages to install when a tool is not there."""
    missing = sorted({DEBIAN_PACKAGES[name] for name in names if not find_tool(name)})
    if missing:
        raise BenchError(f"missing tools; install them with: apt-get install {' '.join(missing)}")


def need_descriptors(count, what):
    """Raises the limit on descriptors for all processes that are started from now on."""
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    if hard < count:
        raise BenchError(f"{what} need ulimit -n of {count}; it is {hard}")
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))


def find_tool(name):
    """Finds a program on the PATH or where Debian keeps daemons."""
    return shutil.which(name, path=os.environ.get("PATH", "") + ":/usr/sbin:/sbin")


class Stage:
    """Starts processes on the proxy's core or on the rest, and leaves none of them behind."""

    def __init__(self):
        cores = sorted(os.sched_getaffinity(0))
        if len(cores) < 2:
            raise BenchError("two cores are needed: one for the proxy and one for everything else")
        self.proxy_cores = [cores[-1]]
        self.other_cores = cores[:-1]
        self.folder = Path(tempfile.mkdtemp(prefix="xynergy-bench-"))
        self._processes = []
        self._taken = set()

    def __enter__(self):
        os.sched_setaffinity(0, self.other_cores)
        for number in ENDING:
            signal.signal(number, lambda received, _: sys.exit(128 + received))
        return self

    def __exit__(self, *_):
        for number in ENDING:
            signal.signal(number, signal.SIG_IGN)
        for process in reversed(self._processes):
            self.stop(process)
        shutil.rmtree(self.folder, ignore_errors=True)
        os.sched_setaffinity(0, self.other_cores + self.proxy_cores)
        for number in ENDING:
            signal.signal(number, signal.SIG_DFL)

    def free_port(self):
        """Returns a loopback port that nobody listens on and that was not given out before."""
        for port in random.sample(PORTS, 200):
            if port in self._taken:
                continue
            with socket.socket() as probe:
                try:
                    probe.bind((LOOPBACK, port))
                except OSError:
                    continue
            self._taken.add(port)
            return port
        raise BenchError(f"no free port between {PORTS.start} and {PORTS.stop}")

    def start(self, command, *, name, cores, environment=None):
        """Starts a process in its own group; what it prints goes to <name>.out."""
        output = open(self.folder / f"{name}.out", "wb")
        process = subprocess.Popen(
            ["taskset", "-c", ",".join(map(str, cores)), *map(str, command)],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            cwd=self.folder,
            env={**os.environ, **(environment or {})},
            start_new_session=True,
            preexec_fn=die_with_parent,
        )
        output.close()
        process.label = name
        self._processes.append(process)
        return process

    def stop(self, process):
        """Ends a process and its group, politely first."""
        for number, patience in ((signal.SIGTERM, 3), (signal.SIGKILL, 3)):
            try:
                os.killpg(process.pid, number)
            except ProcessLookupError:
                pass
            try:
                process.wait(patience)
                break
            except subprocess.TimeoutExpired:
                continue
        try:
            os.killpg(process.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
        if process in self._processes:
            self._processes.remove(process)

    def output(self, process, lines=15):
        """Returns the last lines that a process printed."""
        text = (self.folder / f"{process.label}.out").read_text(errors="replace")
        return "\n".join(text.splitlines()[-lines:])

    def await_ready(self, process, port, path="/", seconds=20, poll=0.01):
        """Waits for the first 200 on a port and returns when it came (monotonic seconds)."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if process.poll() is not None:
                said = self.output(process)
                raise BenchError(f"{process.label} ended with {process.returncode}:\n{said}")
            if status(port, path) == 200:
                return time.monotonic()
            time.sleep(poll)
        said = self.output(process)
        raise BenchError(f"{process.label}: no 200 on port {port} in {seconds} s:\n{said}")


def die_with_parent():
    """Asks the kernel to end this process when the tool that started it is gone."""
    pr_set_pdeathsig = 1
    ctypes.CDLL(None).prctl(pr_set_pdeathsig, signal.SIGTERM)


def status(port, path):
    """Makes one request on a new connection and returns its status, or 0."""
    request = f"GET {path} HTTP/1.1\r\nHost: {LOOPBACK}:{port}\r\nConnection: close\r\n\r\n"
    try:
        with socket.create_connection((LOOPBACK, port), timeout=2) as connection:
            connection.sendall(request.encode())
            head = connection.recv(64)
    except OSError:
        return 0
    return int(head[9:12]) if head.startswith(b"HTTP/1.") and head[9:12].isdigit() else 0


def tree(root):
    """Returns a process and all its descendants."""
    parents = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            fields = stat_fields(int(entry.name))
            if fields:
                parents.setdefault(int(fields[1]), []).append(int(entry.name))
    found, waiting = [], [root]
    while waiting:
        current = waiting.pop()
        found.append(current)
        waiting.extend(parents.get(current, []))
    return found


def stat_fields(process_id):
    """Returns the fields of /proc/<id>/stat that follow the name, or an empty list."""
    try:
        text = Path(f"/proc/{process_id}/stat").read_text()
    except OSError:
        return []
    return text[text.rindex(")") + 2 :].split()


def cpu_seconds(process):
    """Returns user plus system time of a process tree, all threads."""
    ticks = 0
    for process_id in tree(process.pid):
        fields = stat_fields(process_id)
        if fields:
            ticks += int(fields[11]) + int(fields[12])
    return ticks / TICKS_PER_SECOND


def rss_bytes(process):
    """Returns the resident memory of a process tree."""
    return sum(rss_of(process_id) for process_id in tree(process.pid))


def rss_of(process_id):
    """Returns the resident memory of one process, or 0 when it is gone."""
    try:
        lines = Path(f"/proc/{process_id}/status").read_text().splitlines()
    except OSError:
        return 0
    return sum(int(line.split()[1]) * 1024 for line in lines if line.startswith("VmRSS:"))
