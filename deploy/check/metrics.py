"""The metrics that the program exports, as its sources name them, against those that alerts and dashboards use."""
import functools
import json
import re

from report import DEPLOY, ROOT, check, load

PROMETHEUS_OWN = {"up", "ALERTS"}
NAME = re.compile(r"\b(?:giro|process)_[a-z0-9_]+\b")


@functools.cache
def exported():
    """Names of metrics in the sources; a histogram is read by the three series it makes."""
    names = set()
    for path in (ROOT / "Sources").rglob("*.swift"):
        names |= set(re.findall(r'"((?:giro|process)_[a-z0-9_]+)"', path.read_text("utf-8")))
    return names


def check_names(where, expression):
    """Every metric of a PromQL expression is exported."""
    bare = re.sub(r'"[^"]*"', '""', expression)
    used = set(NAME.findall(bare))
    check(used or PROMETHEUS_OWN & set(re.findall(r"\w+", bare)), f"{where}: uses no metric: {expression}")
    for name in used:
        series = re.sub(r"_(bucket|sum|count)$", "", name)
        check(name in exported() or series in exported(), f"{where}: {name} is exported by nobody")


def expressions():
    """Every query of the rules and dashboards, with where it stands."""
    for group in load(DEPLOY / "monitoring/alerts.yml")["groups"]:
        for rule in group["rules"]:
            yield rule["alert"], rule["expr"]
    for path in sorted((DEPLOY / "monitoring/dashboards").glob("*.json")):
        for panel in json.loads(path.read_text())["panels"]:
            for target in panel.get("targets", []):
                yield f"{path.name}: {panel['title']}", target["expr"]


def selectors(expression):
    """The metrics of an expression with the labels that select them or that their sum is taken by."""
    grouped = {label.strip() for clause in re.findall(r"\bby \(([^)]*)\)", expression) for label in clause.split(",")}
    for name, braces in re.findall(rf"({NAME.pattern})(?:\{{([^}}]*)\}})?", expression):
        chosen = set(re.findall(r"(\w+)\s*(?:=~|!~|!=|=)\s*\"", braces))
        yield name, chosen | (grouped - {""})
