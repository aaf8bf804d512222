"""What is found wrong, and how files are read: strictly."""
import os
import pathlib
import shutil
import subprocess

import yaml

ROOT = pathlib.Path(__file__).resolve().parents[2]
DEPLOY = ROOT / "deploy"

problems = []


def check(condition, message):
    if not condition:
        problems.append(message)


class UniqueLoader(yaml.SafeLoader):
    """YAML, but a key that occurs twice is an error; merge keys (<<) may be overridden."""

    def construct_mapping(self, node, deep=False):
        seen = set()
        for key, _ in node.value:
            name = key.value if isinstance(key, yaml.ScalarNode) else None
            if name is not None and name != "<<":
                if name in seen:
                    raise yaml.constructor.ConstructorError(None, None, f"{name} occurs twice", key.start_mark)
                seen.add(name)
        return super().construct_mapping(node, deep)


def documents(text):
    return [part for part in yaml.load_all(text, UniqueLoader) if part is not None]


def load(path):
    [document] = documents(path.read_text("utf-8"))
    return document


def tool(name):
    """Where a tool is: beside the python that runs, or in PATH. A missing one is an error, never a skipped check."""
    import sys
    path = shutil.which(name, path=f"{os.path.dirname(sys.executable)}:{os.environ.get('PATH', '')}")
    if path is None:
        raise SystemExit(f"{name} is not installed: run scripts/setup test")
    return path


def run(*command, **options):
    """Runs a tool to its end. Its output becomes a problem when it fails."""
    command = [tool(command[0]), *map(str, command[1:])]
    done = subprocess.run(command, text=True, capture_output=True, cwd=ROOT, timeout=120, **options)
    check(done.returncode == 0, f"{os.path.basename(command[0])}: {(done.stdout + done.stderr).strip()}")
    return done.stdout
