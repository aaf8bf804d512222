"""docker-compose.yml played through without containers: each service's own command and environment, in the order of
depends_on, as processes of this machine. Payments go through, mails arrive, metrics are read, all stop when told.

PostgreSQL is a private server, initialised by the script that the container runs. Kafka is the embedded broker, or the
one of KAFKA_BOOTSTRAP_SERVERS, where topics are made too. Names of hosts, paths and ports are replaced, nothing else.
"""
import json
import os
import pathlib
import random
import re
import shutil
import signal
import socket
import subprocess
import tempfile
import threading
import time
import urllib.request
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from aiosmtpd.controller import Controller

import metrics
import program
from report import DEPLOY, ROOT, check, load, problems

WORKERS = ("wallet", "billing", "payment", "notification", "webhook")
PAYMENTS = {"2": "settled", "3": "settled", "4": "refunded"}
EMBEDDED = {"KAFKA_MODE": "idempotent", "KAFKA_SESSION_TIMEOUT_MS": "6000", "KAFKA_HEARTBEAT_INTERVAL_MS": "1000",
            "TOPICS_PARTITIONS": "4"}


def main():
    with tempfile.TemporaryDirectory(prefix="giro-rehearsal-") as directory:
        os.chmod(directory, 0o755)
        stage = Stage(pathlib.Path(directory))
        try:
            play(stage)
        except (AssertionError, OSError, subprocess.SubprocessError) as error:
            problems.append(f"rehearsal: {type(error).__name__}: {error}\n{stage.logs()}")
        finally:
            stage.clear()


def play(stage):
    stage.start_postgres()
    stage.start_kafka()
    stage.start_outside()
    stage.once("migrate")
    stage.once("migrate")
    if stage.is_real_kafka:
        stage.once("topics")
    for worker in (*WORKERS, "gateway"):
        stage.start(worker)
    for worker in (*WORKERS, "gateway"):
        stage.wait(lambda worker=worker: stage.is_healthy(worker), f"{worker} is not healthy")
    stage.publish("1-accounts.ndjson")
    stage.wait(stage.is_read, "the accounts are not opened")
    stage.publish("2-topup.ndjson")
    stage.wait(lambda: stage.state("1") == "settled", "the top-up is not settled")
    stage.publish("3-payments.ndjson")
    for payment, expected in PAYMENTS.items():
        stage.wait(lambda: stage.state(payment) == expected, f"payment {payment} is not {expected}")
    stage.wait(lambda: {"anna@example.org", "ben@example.org"} <= stage.mailed, "mails are missing")
    stage.wait(lambda: stage.spans > 0, "no spans came")
    audit = stage.operator("audit")
    check(audit.returncode == 0, f"rehearsal: audit: {audit.stdout}{audit.stderr}")
    for worker in WORKERS:
        check_metrics(worker, stage.get(worker, "/metrics"))
        check(json.loads(stage.get(worker, "/healthz")), f"{worker}: /healthz")
    for worker in (*WORKERS, "gateway"):
        stage.stop(worker)


def check_metrics(worker, text):
    """What is exported is what docs/metrics.md says, series by series."""
    check(f'giro_worker_ready{{worker="{worker}"}} 1' in text, f"{worker}: is not ready by its metrics")
    for line in text.splitlines():
        if line.startswith(("giro_", "process_")):
            name, _, rest = line.partition("{")
            name = name.split(" ")[0]
            labels = set(re.findall(r'(\w+)="', rest.rpartition("}")[0]))
            known = metrics.exported().get(name)
            check(known is not None, f"{worker}: {name} is exported, but not in docs/metrics.md")
            check(labels == set(known or labels), f"{worker}: {name} has the labels {labels}")


class Stage:
    def __init__(self, directory):
        self.directory = directory
        self.services = load(ROOT / "docker-compose.yml")["services"]
        self.processes = {}
        self.ports = {service: free_port() for service in (*WORKERS, "gateway")}
        # A worker serves its metrics only; the gateway has a port for each.
        self.metric_ports = self.ports | {"gateway": free_port()}
        self.mailed = set()
        self.spans = 0
        self.is_real_kafka = "KAFKA_BOOTSTRAP_SERVERS" in os.environ
        shutil.copy(DEPLOY / "compose/make-secrets", directory / "make-secrets")
        subprocess.run(["bash", directory / "make-secrets"], check=True, capture_output=True)

    # servers

    def start_postgres(self):
        binaries = max(pathlib.Path("/usr/lib/postgresql").glob("*/bin"))
        self.postgres_port = free_port()
        data, self.socket = self.directory / "postgres", self.directory / "socket"
        user = "postgres" if os.getuid() == 0 else None
        for folder in (data, self.socket):
            folder.mkdir(mode=0o700)
            if user:
                shutil.chown(folder, user)
        subprocess.run(
            [binaries / "initdb", "-D", data, "-U", "postgres", "--auth-local=trust", "--auth-host=scram-sha-256",
             "--no-sync", "-E", "UTF8"], check=True, capture_output=True, user=user, cwd="/")
        self.spawn("postgres", [binaries / "postgres", "-D", data, "-p", str(self.postgres_port), "-k", self.socket,
                                "-c", "listen_addresses=127.0.0.1", "-c", "fsync=off"], user=user)
        ready = [binaries / "pg_isready", "-h", self.socket, "-p", str(self.postgres_port)]
        self.wait(lambda: subprocess.run(ready, capture_output=True).returncode == 0, "PostgreSQL does not start")
        environment = {**os.environ, "PGHOST": str(self.socket), "PGPORT": str(self.postgres_port),
                       "ADMIN_PASSWORD_FILE": str(self.directory / "secrets/admin_database_password")}
        subprocess.run(["sh", DEPLOY / "compose/postgres/init.sh"], check=True, env=environment, capture_output=True)

    def start_kafka(self):
        if self.is_real_kafka:
            self.kafka = os.environ["KAFKA_BOOTSTRAP_SERVERS"]
        else:
            self.kafka = self.first_line("kafka", ["broker", "--partitions", EMBEDDED["TOPICS_PARTITIONS"]])

    def start_outside(self):
        words = ["127.0.0.1" if word == "0.0.0.0" else "0" if word == "8080" else word
                 for word in self.services["biller"]["command"]]
        self.biller = self.first_line("biller", [word.replace("/seeds", str(ROOT / "seeds")) for word in words])
        self.mail = Controller(Catcher(self), hostname="127.0.0.1", port=free_port())
        self.mail.start()
        self.traces = ThreadingHTTPServer(("127.0.0.1", 0), receiver(self))
        threading.Thread(target=self.traces.serve_forever, daemon=True).start()

    # services of the file

    def environment(self, service):
        moved = {"PATH": os.environ["PATH"]}
        for name, value in self.services[service].get("environment", {}).items():
            for inside, outside in {
                "kafka:9092": self.kafka, "host=postgres": f"host=127.0.0.1 port={self.postgres_port}",
                "/run/secrets": str(self.directory / "secrets"),
                "0.0.0.0:9464": f"127.0.0.1:{self.metric_ports.get(service)}",
                "jaeger:4318": f"127.0.0.1:{self.traces.server_port}",
            }.items():
                value = value.replace(inside, outside)
            moved[name] = value
        conninfo = self.directory / "secrets/admin_database_conninfo"
        if service == "migrate":
            moved["ADMIN_DATABASE_CONNINFO_FILE"] = str(self.moved(conninfo))
        if service == "notification":
            moved |= {"NOTIFICATION_SMTP_HOST": "127.0.0.1", "NOTIFICATION_SMTP_PORT": str(self.mail.port)}
        if service == "gateway":
            moved |= {"GATEWAY_HOST": "127.0.0.1", "GATEWAY_PORT": str(self.ports[service])}
        if service in WORKERS:
            moved["INSTANCE_NAME"] = f"rehearsal-{service}"
        return moved if self.is_real_kafka else moved | EMBEDDED

    def moved(self, path):
        """A secret that names the host of compose, for this machine."""
        copy = self.directory / path.name
        copy.write_text(path.read_text().replace("host=postgres", f"host=127.0.0.1 port={self.postgres_port}"))
        return copy

    def once(self, service):
        done = subprocess.run(
            [program.path(), *self.services[service]["command"]], env=self.environment(service), cwd=self.directory,
            text=True, capture_output=True, timeout=60)
        assert done.returncode == 0, f"{service}: {done.stdout}{done.stderr}"

    def start(self, service):
        self.spawn(service, [program.path(), *self.services[service]["command"]], self.environment(service))

    def is_healthy(self, service):
        """By the healthcheck of the file."""
        kind, *test = self.services[service]["healthcheck"]["test"]
        assert kind == "CMD"
        places = {"9464": str(self.metric_ports[service]), "8080": str(self.ports[service])}
        test = [re.sub("9464|8080", lambda port: places[port[0]], word.replace("$$", "$")) for word in test]
        assert self.processes[service].poll() is None, f"{service} has ended"
        return subprocess.run(test, capture_output=True, timeout=10).returncode == 0

    def operator(self, *words):
        return subprocess.run(
            [program.path(), *words], env=self.environment("operator"), cwd=self.directory, text=True,
            capture_output=True, timeout=60)

    def publish(self, name):
        file = self.directory / name
        file.write_text((DEPLOY / "compose/demo" / name).read_text().replace("http://biller:8080", self.biller))
        done = self.operator("publish", str(file))
        assert done.returncode == 0, f"{name}: {done.stdout}{done.stderr}"

    def is_read(self):
        """Whether the workers have applied every message that is on their topics."""
        done = self.operator("status", "--json")
        lanes = [lane for worker in json.loads(done.stdout)["workers"] for lane in worker["lanes"]] if done.stdout else []
        return bool(lanes) and all(lane["lag"] == 0 for lane in lanes)

    def state(self, payment):
        done = self.operator("trace", f"0198c0de-0000-7000-8000-00000000000{payment}", "--json")
        return json.loads(done.stdout).get("summary", {}).get("state") if done.stdout else None

    def get(self, service, path):
        with urllib.request.urlopen(f"http://127.0.0.1:{self.ports[service]}{path}", timeout=10) as answer:
            return answer.read().decode()

    def stop(self, service):
        """Within the file's stop_grace_period, and without an error."""
        grace = float(self.services[service]["stop_grace_period"].removesuffix("s"))
        process = self.processes[service]
        process.send_signal(signal.SIGTERM)
        check(process.wait(timeout=grace) == 0, f"{service}: ends with {process.returncode}")

    # processes

    def spawn(self, name, command, environment=None, **options):
        log = open(self.directory / f"{name}.log", "wb")
        options.setdefault("stdout", log)
        self.processes[name] = subprocess.Popen(
            command, env=environment, stderr=log, cwd="/" if name == "postgres" else self.directory, **options)
        return self.processes[name]

    def first_line(self, name, words):
        process = self.spawn(name, [program.path(), *words], {"PATH": os.environ["PATH"]}, stdout=subprocess.PIPE)
        return process.stdout.readline().decode().strip()

    def wait(self, condition, complaint):
        end = time.monotonic() + 90
        while not condition():
            assert time.monotonic() < end, complaint
            time.sleep(0.1)

    def logs(self):
        return "\n".join(f"--- {path.name}\n{path.read_text(errors='replace')[-2000:]}"
                         for path in sorted(self.directory.glob("*.log")))

    def clear(self):
        for name, process in self.processes.items():
            if process.poll() is None:
                process.send_signal(signal.SIGINT if name == "postgres" else signal.SIGKILL)
        for process in self.processes.values():
            process.wait(timeout=30)
        if hasattr(self, "mail"):
            self.mail.stop()
        if hasattr(self, "traces"):
            self.traces.shutdown()
            self.traces.server_close()


class Catcher:
    """Takes every mail and remembers for whom."""

    def __init__(self, stage):
        self.stage = stage

    async def handle_DATA(self, server, session, envelope):
        self.stage.mailed.update(envelope.rcpt_tos)
        return "250 taken"


def receiver(stage):
    class Receiver(BaseHTTPRequestHandler):
        """Takes spans where the collector's path is, and nothing elsewhere."""

        def do_POST(self):
            self.rfile.read(int(self.headers.get("Content-Length", 0)))
            is_right = self.path == "/v1/traces"
            stage.spans += is_right
            self.send_response(200 if is_right else 404)
            self.send_header("Content-Type", self.headers.get("Content-Type", "application/json"))
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_):
            pass

    return Receiver


def free_port():
    """Below the ports that the kernel gives to whoever asks for any: nobody gets it between this and its use."""
    for port in random.sample(range(20_000, 30_000), 200):
        with socket.socket() as server:
            try:
                server.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise RuntimeError("no port is free")
