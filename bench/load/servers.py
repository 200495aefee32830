"""The upstream, the rivals and our gateway, each with the configuration that it is measured with."""

import os
import shlex
from dataclasses import dataclass, field
from pathlib import Path

from load import policies
from load.stage import LOOPBACK, REPOSITORY, find_tool

LONG = 3600  # seconds: no rival may close an idle connection during a run
MANY = 1_000_000_000
SMALL_FILE = "/1k"
JAVA_OPTIONS = "-Xmx64m"


@dataclass
class Server:
    """A running server and how to reach it."""

    name: str
    process: object
    port: int
    admin_port: int = 0
    log: Path | None = None
    policy: Path | None = None

    def drop_log(self):
        """Empties the access log, so that a long run does not fill the disk."""
        if self.log and self.log.exists():
            os.truncate(self.log, 0)


@dataclass
class Rivals:
    """Starts servers on a stage, in front of one upstream."""

    stage: object
    gateway_command: str = ""
    java_options: str = JAVA_OPTIONS
    haproxy_log: str = "file"
    upstream: Server | None = field(default=None)

    def start_upstream(self, sizes=(), more=""):
        """Starts nginx on the other cores with a 1 KiB file, files of further sizes and more locations."""
        files = self.stage.folder / "files"
        files.mkdir()
        self._file(files / SMALL_FILE.strip("/"), 1024)
        for name, size in sizes:
            self._file(files / name, size)
        server = f"""
            root {files}; sendfile on; tcp_nopush on; open_file_cache max=100;
            location = / {{ return 200; }}
            location /api/ {{ rewrite ^ {SMALL_FILE} break; }}
            {more}"""
        self.upstream = self._nginx("upstream", server, cores=self.stage.other_cores)
        return self.upstream

    def nginx(self, name="nginx", *, log=False, upstream_port=None):
        """Starts nginx as a proxy with kept-alive upstream connections."""
        port = upstream_port or self.upstream.port
        proxy = f"""
            client_max_body_size 0;
            location / {{
              proxy_pass http://files;
              proxy_http_version 1.1;
              proxy_set_header Connection "";
              proxy_request_buffering off;
              proxy_max_temp_file_size 0;
            }}"""
        outside = f"""
          upstream files {{
            server {LOOPBACK}:{port};
            keepalive 128; keepalive_requests {MANY}; keepalive_timeout {LONG}s;
          }}"""
        return self._nginx(name, proxy, cores=self.stage.proxy_cores, log=log, outside=outside)

    def haproxy(self, name="haproxy", *, log=False, upstream_port=None, rules=""):
        """Starts HAProxy with one thread, HTTP mode and shared upstream connections."""
        server = self.launch_haproxy(name, log=log, upstream_port=upstream_port, rules=rules)
        self.stage.await_ready(server.process, server.port)
        return server

    def launch_haproxy(self, name="haproxy", *, log=False, upstream_port=None, rules=""):
        """Starts HAProxy, with further rules in its frontend, and does not wait for it."""
        port = self.stage.free_port()
        target = upstream_port or self.upstream.port
        to_file = log and self.haproxy_log == "file"
        collector = self._collector(name) if log and not to_file else None
        log_to = "stdout format raw local0 info" if to_file else f"{collector} local0 info"
        config = self._write(
            f"{name}.cfg",
            f"""
            global
              nbthread 1
              maxconn 20000
              no strict-limits
              {f"log {log_to}" if log else ""}
            defaults
              mode http
              {"log global" if log else ""}
              {"option httplog" if log else ""}
              timeout connect 2s
              timeout client {LONG}s
              timeout server {LONG}s
              timeout http-keep-alive {LONG}s
              http-reuse always
            frontend front
              bind {LOOPBACK}:{port}
              {rules}
              default_backend files
            backend files
              server upstream {LOOPBACK}:{target}
            """,
        )
        command = [find_tool("haproxy"), "-db", "-f", config]
        process = self.stage.start(command, name=name, cores=self.stage.proxy_cores)
        output = self.stage.folder / f"{name}.out" if to_file else None
        return Server(name, process, port, log=output)

    def gateway(self, name="xynergy", *, log=False, policy=None, upstream_port=None, more=()):
        """Starts our gateway on a policy; without one, on a single route to the upstream."""
        server = self.launch_gateway(
            name, log=log, policy=policy, upstream_port=upstream_port, more=more
        )
        self.stage.await_ready(server.process, server.port, seconds=30)
        self.stage.await_ready(server.process, server.admin_port, "/config", seconds=30)
        return server

    def launch_gateway(
        self, name="xynergy", *, log=False, policy=None, upstream_port=None, more=()
    ):
        """Starts our gateway, with further options, and does not wait for it."""
        port, admin_port = self.stage.free_port(), self.stage.free_port()
        text = policy or policies.single_route(upstream_port or self.upstream.port)
        policy_file = self._write(f"{name}.yaml", text)
        log_file = self.stage.folder / f"{name}.log" if log else None
        command = self.gateway_command or str(REPOSITORY / "bin" / "xynergy") + " gateway"
        process = self.stage.start(
            shlex.split(command)
            + ["-f", policy_file, "--port", port, "--admin-port", admin_port]
            + ["--access-log", log_file or "off", *more],
            name=name,
            cores=self.stage.proxy_cores,
            environment={"XYNERGY_JAVA_OPTS": self.java_options},
        )
        return Server(name, process, port, admin_port, log_file, policy_file)

    def _nginx(self, name, server, *, cores, log=False, outside=""):
        port = self.stage.free_port()
        log_file = self.stage.folder / f"{name}.log"
        prefix = self.stage.folder / f"{name}-prefix"
        prefix.mkdir(exist_ok=True)
        temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
        config = self._write(
            f"{name}.conf",
            f"""
            {"user root;" if os.geteuid() == 0 else ""}
            daemon off;
            worker_processes 1;
            pid {prefix}/pid;
            error_log stderr warn;
            events {{ worker_connections 19000; }}
            http {{
              {" ".join(f"{kind}_temp_path {prefix}/{kind};" for kind in temporary)}
              access_log {f"{log_file} combined buffer=64k flush=1s" if log else "off"};
              keepalive_requests {MANY};
              keepalive_timeout {LONG}s;
              {outside}
              server {{
                listen {LOOPBACK}:{port} backlog=4096;
                {server}
              }}
            }}
            """,
        )
        command = [find_tool("nginx"), "-c", config, "-p", prefix, "-e", "stderr"]
        process = self.stage.start(command, name=name, cores=cores)
        self.stage.await_ready(process, port)
        return Server(name, process, port, log=log_file if log else None)

    def _collector(self, name):
        address = self.stage.folder / f"{name}.sock"
        reader = Path(__file__).with_name("collector.py")
        self.stage.start(
            ["python3", reader, address], name=f"{name}-logs", cores=self.stage.other_cores
        )
        return address

    def _write(self, name, text):
        path = self.stage.folder / name
        path.write_text(text.rstrip() + "\n")
        return path

    def _file(self, path, size):
        with open(path, "wb") as file:
            block = b"x" * min(size, 1 << 20)
            for _ in range(size // len(block)):
                file.write(block)
