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
    """The command exists, and takes these flags: `--help` behind them is understood."""
    command = [words[0]]
    if re.fullmatch("[a-z]+", words[1] if len(words) > 1 else "") and words[0] != "worker":
        command.append(words[1])
    done = giro(*command, "--help")
    check(done.returncode == 0, f"{where}: no command {' '.join(command)}: {done.stderr.strip()}")
    flags = [word for word in words if word.startswith("--")]
    for flag in flags:
        check(re.search(rf"{re.escape(flag)}\b", done.stdout), f"{where}: {' '.join(command)} has no {flag}")
    if words[0] == "worker":
        check(set(words[1:]) <= set(topics()), f"{where}: no worker {' '.join(words[1:])}")
