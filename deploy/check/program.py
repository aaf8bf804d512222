"""What the program says of itself: its settings, commands and topics. GIRO names the program."""
import functools
import json
import os
import pathlib
import re
import subprocess
import tempfile

from report import ROOT, check


def path():
    return os.environ.get("GIRO", str(ROOT / ".build/release/giro"))


def giro(*arguments, environment=None):
    """Runs the program with nothing in its environment but what is given, where no giro.env is near."""
    with tempfile.TemporaryDirectory() as directory:
        return subprocess.run(
            [path(), *arguments], text=True, capture_output=True, timeout=60, cwd=directory,
            env={"PATH": os.environ["PATH"], **(environment or {})})


@functools.cache
def topics():
    """The topics that each worker reads."""
    read = {}
    for topic in json.loads(giro("topics", "--json").stdout)["topics"]:
        for worker in topic["consumers"]:
            read.setdefault(worker, set()).add(topic["name"])
    return read


def check_environment(where, environment, files):
    """Every variable is a setting that the program takes; returns the settings in force by their names.

    `files`: what stands at the paths that variables name; each is made for the program to read.
    """
    with tempfile.TemporaryDirectory() as directory:
        moved = {}
        for name, value in environment.items():
            for inside, content in files.items():
                outside = pathlib.Path(directory, inside.lstrip("/"))
                outside.parent.mkdir(parents=True, exist_ok=True)
                outside.write_text(content)
                value = value.replace(inside, str(outside))
            moved[name] = value
        done = giro("config", "--json", environment=moved)
        check(done.returncode == 0, f"{where}: {done.stderr.strip()}")
        if done.returncode:
            return {}
    shown = {setting["environment_name"]: setting for setting in json.loads(done.stdout)["settings"]}
    for name in environment:
        setting = shown.get(name) or shown.get(name.removesuffix("_FILE"), {})
        check(setting.get("origin") == "environment", f"{where}: {name} is no setting")
    return {setting["name"]: setting for setting in shown.values()}


def check_command(where, words):
    """The command exists and takes these flags. Asked for help, an unknown one answers with its parent's usage."""
    named = [word for word in words if re.match("[a-z]", word)]
    help_text = giro(*named[:2], "--help").stdout
    usage = re.search(r"USAGE: giro((?: [a-z]+)*)", help_text)
    command = usage.group(1).split() if usage else []
    is_known = command and command[0] == named[0] and (len(command) == 1 or named[1:2] in ([], command[1:]))
    check(is_known, f"{where}: no command {' '.join(named[:2])}")
    for flag in [word.split("=")[0] for word in words if word.startswith("--")]:
        check(re.search(rf"{re.escape(flag)}(?![a-z-])", help_text), f"{where}: {' '.join(command)} has no {flag}")
    if named[0] == "worker":
        check(set(named[1:]) <= set(topics()), f"{where}: no worker {' '.join(named[1:])}")


def check_page(path):
    """Every command that a page shows, in a line of its own or within a sentence."""
    text = path.read_text("utf-8")
    lines = re.findall(r"(?m)^    (.*)$", text)
    spans = re.findall(r"`([^`]+)`", re.sub(r"(?m)^    .*$", "", text))
    shown = set()
    for snippet in [re.split(r"  +", line)[0] for line in lines] + spans:
        for words in re.findall(r"(?s)(?:^|-- )giro\s+([a-z].*)|run --rm operator\s+([a-z].*)", snippet):
            shown.add(tuple("".join(words).split()))
    check(shown, f"{path.name}: shows no command")
    for words in sorted(shown):
        check_command(path.name, list(words))
