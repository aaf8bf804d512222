"""Dashboards: made from their description, sound in their structure, their queries PromQL over known metrics."""
import json
import os
import re
import sys
import tempfile

import metrics
from report import DEPLOY, check, load, run

FOLDER = DEPLOY / "monitoring/dashboards"


def main():
    sys.path.insert(0, str(DEPLOY / "monitoring"))
    described = __import__("dashboards_source").files()
    check({path.name for path in FOLDER.glob("*")} == set(described), "dashboards/: other files than described")
    queries = []
    for name, text in described.items():
        written = (FOLDER / name).read_text() if (FOLDER / name).exists() else ""
        check(written == text, f"{name}: run python3 deploy/monitoring/dashboards_source.py")
        queries += check_dashboard(name, json.loads(text))
    check_queries(queries)
    check_provisioning({json.loads(text)["uid"] for text in described.values()})


def check_dashboard(name, dashboard):
    """Returns its queries."""
    panels = dashboard["panels"]
    check(len({panel["id"] for panel in panels}) == len(panels), f"{name}: two panels have one id")
    check(re.fullmatch("[a-z-]{1,40}", dashboard["uid"]), f"{name}: uid")
    taken, queries = set(), []
    variables = {variable["name"] for variable in dashboard["templating"]["list"]}
    for panel in panels:
        place = panel["gridPos"]
        cells = {(x, y) for x in range(place["x"], place["x"] + place["w"])
                 for y in range(place["y"], place["y"] + place["h"])}
        check(not cells & taken and place["x"] + place["w"] <= 24, f"{name}: {panel['title']} overlaps")
        taken |= cells
        for target in panel.get("targets", []):
            expression = target["expr"]
            used = set(re.findall(r"\$\{?(\w+)", expression)) - {"__rate_interval"}
            check(used <= variables, f"{name}: {panel['title']}: no variable {used - variables}")
            metrics.check_expression(f"{name}: {panel['title']}", expression)
            queries.append(expression)
    return queries


def check_queries(queries):
    """promtool reads every query, as the rule of a recording."""
    rules = [{"record": f"dashboard:query:{number}",
              "expr": query.replace("$__rate_interval", "1m").replace("$worker", ".*")}
             for number, query in enumerate(queries)]
    with tempfile.NamedTemporaryFile("w", suffix=".json", delete=False) as file:
        json.dump({"groups": [{"name": "dashboards", "rules": rules}]}, file)
    run("promtool", "check", "rules", "--lint=none", file.name)
    os.unlink(file.name)


def check_provisioning(uids):
    grafana = DEPLOY / "compose/grafana"
    sources = load(grafana / "datasources.yml")["datasources"]
    check({source["uid"] for source in sources} >= {"prometheus"}, "datasources.yml: no source prometheus")
    [provider] = load(grafana / "dashboards.yml")["providers"]
    compose = load(DEPLOY.parent / "docker-compose.yml")["services"]["grafana"]
    mounted = f"./deploy/monitoring/dashboards:{provider['options']['path']}:ro"
    check(mounted in compose["volumes"], "grafana: dashboards are mounted elsewhere than they are looked for")
    home = compose["environment"]["GF_DASHBOARDS_DEFAULT_HOME_DASHBOARD_PATH"]
    check((FOLDER / home.rsplit("/", 1)[1]).exists(), f"grafana: no {home}")
    check("giro-payments" in uids, "dashboards: no giro-payments")
