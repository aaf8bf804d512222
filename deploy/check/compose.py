"""docker-compose.yml: the compose specification's schema, what its containers may, and that the program takes what
they are given."""
import os
import re
import stat
import subprocess
import tempfile

import program
from report import DEPLOY, ROOT, check, load, run

FILE = ROOT / "docker-compose.yml"
OURS = {"migrate", "topics", "wallet", "billing", "payment", "notification", "webhook", "gateway", "operator",
        "biller"}


def main():
    run("check-jsonschema", "--builtin-schema", "vendor.compose-spec", FILE)
    run("yamllint", "--strict", "--config-file", DEPLOY / "yamllint.yml", FILE, DEPLOY / "compose")
    compose = load(FILE)
    services = compose["services"]
    secrets = made_secrets()
    check(set(compose["secrets"]) == set(secrets), "docker-compose.yml: other secrets than make-secrets makes")
    check(OURS <= set(services) and set(program.topics()) <= OURS, "docker-compose.yml: a service is missing")
    for name, service in services.items():
        check_references(name, service, compose)
        check_rights(name, service)
        if name in OURS:
            check_ours(name, service, secrets)
    check_files(services)


def made_secrets():
    """Runs make-secrets in a folder of its own, twice: what it makes is closed to others, random, and kept."""
    with tempfile.TemporaryDirectory() as directory:
        script = os.path.join(directory, "make-secrets")
        with open(script, "w") as copy:
            copy.write((DEPLOY / "compose/make-secrets").read_text())
        texts = []
        for _ in range(2):
            subprocess.run(["bash", script], check=True, capture_output=True)
            folder = os.path.join(directory, "secrets")
            check(stat.S_IMODE(os.stat(folder).st_mode) == 0o700, "make-secrets: others may enter the folder")
            texts.append({name: open(os.path.join(folder, name)).read() for name in os.listdir(folder)})
        check(texts[0] == texts[1], "make-secrets: the second run changed secrets")
        passwords = [text for name, text in texts[0].items() if name.endswith("_password")]
        check(len(set(passwords)) == len(passwords) and all(re.fullmatch("[0-9a-f]{48}", one) for one in passwords),
              "make-secrets: a password is not random")
        return texts[0]


def check_references(name, service, compose):
    for kind in ("secrets", "networks"):
        for used in service.get(kind, []):
            check(used in compose[kind], f"{name}: no {kind} {used}")
    for volume in service.get("volumes", []):
        source = volume.split(":")[0]
        exists = (ROOT / source).exists() if source.startswith("./") else source in compose["volumes"]
        check(exists, f"{name}: no {source}")
    for needed in service.get("depends_on", {}):
        check(needed in compose["services"], f"{name}: depends on {needed}, which is none")
    image = service["image"]
    check(image.startswith("${GIRO_IMAGE") or re.search(r":[^:]*\d", image), f"{name}: {image} has no version")
    for port in service.get("ports", []):
        check(port.startswith("127.0.0.1:"), f"{name}: port {port} is open to others")


def check_rights(name, service):
    check("no-new-privileges:true" in service.get("security_opt", []), f"{name}: may gain privileges")
    check("mem_limit" in service, f"{name}: no limit of memory")
    for variable, value in (service.get("environment") or {}).items():
        is_secret = re.search("PASSWORD|SECRET|TOKEN", variable)
        check(not is_secret or value.startswith("/run/secrets/"), f"{name}: {variable} is not read from a secret")
        secret = str(value).removeprefix("/run/secrets/")
        check(secret == str(value) or secret in service.get("secrets", []), f"{name}: {value} is not given to it")
    check(not re.search(r"password=", str(service)), f"{name}: a password stands in the file")


def check_ours(name, service, secrets):
    check(service.get("read_only") is True, f"{name}: its root file system can be written")
    check(service.get("cap_drop") == ["ALL"], f"{name}: has capabilities")
    environment = service.get("environment", {})
    held = service.get("secrets", [])
    for secret in held:
        check(f"/run/secrets/{secret}" in environment.values(), f"{name}: is given {secret} for nothing")
    program.check_command(name, service["command"])
    shown = program.check_environment(
        name, environment, {f"/run/secrets/{secret}": secrets.get(secret, "") for secret in held})
    if name == "gateway":
        check(environment["GATEWAY_PORT"] in service["healthcheck"]["test"][-1], f"{name}: probes another port")
    if name in program.topics():
        more = ["webhook_root_secret"] if name == "webhook" else []
        check(held == [f"{name}_database_password", *more], f"{name}: has other secrets than its own")
        check(f"{name}.database.password" in shown, f"{name}: the program does not see its password")
        check(service["healthcheck"]["test"][-1].count("9464") == 1, f"{name}: probes another port than it listens on")
        check(environment["METRICS_LISTEN"].endswith(":9464"), f"{name}: listens on another port")


def check_files(services):
    prometheus = load(DEPLOY / "compose/prometheus.yml")
    [job] = prometheus["scrape_configs"]
    [targets] = job["dns_sd_configs"]
    check(job["job_name"] == "giro", "prometheus.yml: the job is not giro, as alerts and dashboards want")
    check(set(targets["names"]) == {*program.topics(), "gateway"}, "prometheus.yml: other targets than what runs")
    check(targets["port"] == 9464, "prometheus.yml: another port")
    run("promtool", "check", "config", "--syntax-only", DEPLOY / "compose/prometheus.yml")
    run("bash", "-n", DEPLOY / "compose/make-secrets")
    run("sh", "-n", DEPLOY / "compose/postgres/init.sh")
    for path in sorted((DEPLOY / "compose/demo").glob("*.ndjson")):
        for line in path.read_text().splitlines():
            check("biller:8080" in line or "endpoint" not in line, f"{path.name}: another biller than compose runs")
    biller = services["biller"]["command"]
    check("8080" in biller and "0.0.0.0" in biller, "biller: listens elsewhere than the demo's endpoints say")
