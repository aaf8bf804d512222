"""The pipelines, by their schemas and against the tree; the bill of materials by CycloneDX's schema; the release notes."""
import json
import re
import subprocess
import sys
import tempfile

from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator

from report import DEPLOY, ROOT, check, load, run

GITHUB = ROOT / ".github/workflows/delivery.yml"
GITLAB = ROOT / ".gitlab-ci.yml"
PACKAGES = "libpq5 15.14-0+deb12u1 amd64\nlibssl3 3.0.17-1~deb12u2 amd64\nzlib1g 1:1.2.13.dfsg-1 amd64\n"


def main():
    run("check-jsonschema", "--builtin-schema", "vendor.github-workflows", GITHUB)
    run("check-jsonschema", "--builtin-schema", "custom.github-workflows-require-timeout", GITHUB)
    run("check-jsonschema", "--builtin-schema", "vendor.gitlab-ci", "--data-transform", "gitlab-ci", GITLAB)
    run("yamllint", "--strict", "--config-file", DEPLOY / "yamllint.yml", GITHUB, GITLAB)
    check_commands()
    check_materials()
    check_notes()


def check_commands():
    """What both pipelines run exists in the tree, and they build with the versions that the Dockerfile names."""
    dockerfile = (DEPLOY / "Dockerfile").read_text("utf-8")
    swift = re.search(r"SWIFT_VERSION=(\S+)", dockerfile).group(1)
    debian = re.search(r"ARG DEBIAN=(\S+)", dockerfile).group(1)
    for file in (GITHUB, GITLAB):
        text = file.read_text("utf-8")
        for image in re.findall(r"swift:\S+", text):
            check(image == f"swift:{swift}-{debian}", f"{file.name}: builds with {image}, the image with {swift}-{debian}")
        for path in set(re.findall(r"(?<![\w/])(?:deploy|scripts|\.ci)/[\w./-]+", text)):
            check((ROOT / path).exists(), f"{file.name}: there is no {path}")
        for wanted in ("bash .ci/run", "deploy/delivery/sbom", "deploy/delivery/release-notes", "helm push", "--version"):
            check(wanted in text, f"{file.name}: does not run {wanted}")
        check(not re.search(r"(?i)(password|token|secret)\s*[:=]\s*[\"']?[A-Za-z0-9]{12,}", text), f"{file.name}: a secret")
    permissions = load(GITHUB)["permissions"]
    check(permissions == {"contents": "read"}, "delivery.yml: more rights than reading by default")


def check_materials():
    """The document of a small image is valid, complete and the same each time; inputs that are wrong are refused."""
    with tempfile.NamedTemporaryFile("w", suffix=".txt") as listing:
        listing.write(PACKAGES)
        listing.flush()
        first, second = (script("sbom", "0.0.0", listing.name, epoch="1700000000") for _ in range(2))
    check(first.returncode == 0, f"sbom: {first.stderr.strip()}")
    check(first.stdout == second.stdout, "sbom: two runs differ")
    if first.returncode == 0:
        check_document(first.stdout)
    with tempfile.NamedTemporaryFile("w", suffix=".txt") as listing:
        listing.write("libpq5\n")
        listing.flush()
        check(script("sbom", "0.0.0", listing.name).returncode != 0, "sbom: takes a line without a version")
    check(script("sbom", "a b").returncode != 0, "sbom: takes a version with a space")


def check_document(text):
    fault = JsonStrictValidator(SchemaVersion.V1_6).validate_str(text)
    check(fault is None, f"sbom: not valid CycloneDX 1.6: {fault}")
    names = {component["name"] for component in json.loads(text)["components"]}
    pins = {pin["identity"] for pin in json.loads((ROOT / "Package.resolved").read_text("utf-8"))["pins"]}
    for name in pins | {"librdkafka", "libpq5", "libssl3", "zlib1g"}:
        check(name in names, f"sbom: {name} is missing")


def check_notes():
    """The chart's version has notes; a version that is not in the changelog has none."""
    version = load(DEPLOY / "helm/giro/Chart.yaml")["appVersion"]
    done = script("release-notes", version)
    check(done.returncode == 0 and "### " in done.stdout, f"release-notes {version}: {done.stderr.strip()}")
    check(script("release-notes", "99.0.0").returncode != 0, "release-notes: has notes for 99.0.0")


def script(name, *arguments, epoch=""):
    environment = {"PATH": "/usr/bin:/bin", "SOURCE_DATE_EPOCH": epoch or "0"}
    return subprocess.run(
        [sys.executable, DEPLOY / "delivery" / name, *arguments], text=True, capture_output=True, timeout=60,
        env=environment)
