"""The image: hadolint, and that it has what building needs and knows the versions the rest of the tree knows."""
import re

from report import DEPLOY, ROOT, check, run


def main():
    file = DEPLOY / "Dockerfile"
    run("hadolint", "--config", DEPLOY / "hadolint.yml", file)
    text = file.read_text()
    stages = re.split(r"(?m)^FROM ", text)
    check_packages(stages[2], stages[3])
    check(re.search(r"(?m)^USER 65532:65532$", stages[3]), "Dockerfile: does not run as 65532")
    check("giro --help" in stages[3], "Dockerfile: does not try the program")
    check_contents(text, stages[3])
    check(re.search(r"LIBRDKAFKA_SHA256=[0-9a-f]{64}\b", text), "Dockerfile: librdkafka's hash")
    version = re.search(r"LIBRDKAFKA_VERSION=(\d+)\.(\d+)", text)
    check(version and tuple(map(int, version.groups())) >= (2, 6), "Dockerfile: librdkafka older than 2.6")
    swift = re.search(r"SWIFT_VERSION=(\d+\.\d+)", text)
    needed = re.search(r"swift-tools-version: (\d+\.\d+)", (ROOT / "Package.swift").read_text())
    check(number(swift) >= number(needed), "Dockerfile: a Swift older than Package.swift wants")
    ignored = (DEPLOY / "Dockerfile.dockerignore").read_text().split()
    for source in re.findall(r"(?m)^COPY (?!--from)(\S+) ", text):
        check(f"!{source}" in ignored, f"Dockerfile.dockerignore: leaves {source} out")


def check_contents(text, runtime):
    """The last stage gets the program, its inventory and librdkafka, and nothing of the source tree or its history."""
    taken = re.findall(r"(?m)^COPY (.*)$", runtime)
    check(all(one.startswith("--from=") for one in taken), f"Dockerfile: copies of the source tree: {taken}")
    places = {one.split()[-1] for one in taken}
    check(places == {"/usr/local/lib/", "/usr/local/bin/giro", "/usr/share/doc/giro/Package.resolved"},
          f"Dockerfile: the image has {sorted(places)}")
    check("install -D --mode=0644 Package.resolved" in text, "Dockerfile: no inventory of Swift packages")
    ignored = (DEPLOY / "Dockerfile.dockerignore").read_text().split("\n")
    check("*" in ignored and not any(".git" in line for line in ignored), "Dockerfile.dockerignore: lets .git through")


def number(match):
    return tuple(map(int, match.group(1).split(".")))


def check_packages(build, runtime):
    """What scripts/setup installs for building is there, and each library's runtime half in the last stage."""
    setup = re.search(r"packages=\(([^)]*)\)", (ROOT / "scripts/setup").read_text()).group(1).split()
    elsewhere = {"make", "librdkafka-dev", "postgresql"}  # built from source, or for the embedded stack only
    for package in set(setup) - elsewhere:
        check(re.search(rf"\s{re.escape(package)}\s", build), f"Dockerfile: does not install {package}")
    halves = {"libpq-dev": "libpq5", "libcurl4-openssl-dev": "libcurl4", "libsimdjson-dev": "libsimdjson14",
              "libargon2-dev": "libargon2-1"}
    for package in setup:
        if package.endswith("-dev") and package not in elsewhere:
            check(package in halves, f"deploy/check/image.py: which package runs what is built with {package}?")
            check(re.search(rf"\s{halves.get(package)}\s", runtime), f"Dockerfile: no {halves.get(package)}")
