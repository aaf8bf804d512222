"""The metrics that the program exports, as docs/metrics.md has them (other tests hold that page to the program),
against those that alerts and dashboards use: names, labels, and the values of labels that are bounded."""
import functools
import json
import re

from report import DEPLOY, ROOT, check, load

# Of Prometheus itself, with labels that it adds to every series.
OWN = {"up": set(), "ALERTS": {"alertname", "alertstate"}}
ADDED = {"job", "instance"}
ROW = re.compile(r"(?m)^\| `((?:giro|process)_\w+)` \| (\w+) \| ([^|]*) \|")
USE = re.compile(r"\b((?:giro|process)_[a-z0-9_]+|up|ALERTS)\b(?:\{([^}]*)\})?")


@functools.cache
def exported():
    """By the name of each series: its labels, each with its values where they are bounded, else with none."""
    series = {}
    for name, kind, labels in ROW.findall((ROOT / "docs/metrics.md").read_text("utf-8")):
        known = {}
        for label in filter(None, labels.strip().split("; ")):
            label, _, values = label.partition(": ")
            known[label] = set(values.split(", ")) if values else None
        if kind == "histogram":
            series |= {f"{name}_sum": known, f"{name}_count": known, f"{name}_bucket": {**known, "le": None}}
        else:
            series[name] = known
    return series


def check_expression(where, expression):
    """Every series of a PromQL expression is exported, with the labels that it is selected and grouped by."""
    grouped = {label.strip() for clause in re.findall(r"\bby \(([^)]*)\)", expression) for label in clause.split(",")}
    used = USE.findall(re.sub(r"\bby \([^)]*\)", "", expression))
    check(used, f"{where}: uses no metric: {expression}")
    for name, braces in used:
        if name in OWN:
            continue
        labels = exported().get(name)
        if labels is None:
            check(False, f"{where}: {name} is exported by nobody")
            continue
        for label in grouped - ADDED - {""}:
            check(label in labels, f"{where}: {name} has no label {label}")
        for label, operator, text in re.findall(r"(\w+)\s*(=~|!~|!=|=)\s*\"([^\"]*)\"", braces):
            check(label in labels or label in ADDED, f"{where}: {name} has no label {label}")
            bounded = labels.get(label)
            for value in text.split("|") if "~" in operator else [text]:
                check(not bounded or "$" in value or value in bounded, f"{where}: {name}: {label} is never {value}")


def expressions():
    """Every query of the rules and dashboards, with where it stands."""
    for group in load(DEPLOY / "monitoring/alerts.yml")["groups"]:
        for rule in group["rules"]:
            yield rule["alert"], rule["expr"]
    for path in sorted((DEPLOY / "monitoring/dashboards").glob("*.json")):
        for panel in json.loads(path.read_text())["panels"]:
            for target in panel.get("targets", []):
                yield f"{path.name}: {panel['title']}", target["expr"]
