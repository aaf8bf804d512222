"""Alert rules: promtool, a test of each that fires and one that does not, its section of docs/alerts.md, its metrics."""
import re

import metrics
import program
from report import DEPLOY, ROOT, check, load, run

RULES = DEPLOY / "monitoring/alerts.yml"
# Names of Kafka's, librdkafka's and PostgreSQL's that the page mentions.
OF_OTHERS = {"min.insync.replicas", "max.message.bytes", "transactional.id", "retry.backoff.ms",
             "kafka.queued.max.messages.kbytes", "pg_stat_activity", "pg_blocking_pids"}
TESTS = sorted((DEPLOY / "monitoring/tests").glob("*.yml"))


def main():
    run("promtool", "check", "rules", "--lint=all", RULES)
    run("promtool", "test", "rules", *TESTS)
    run("yamllint", "--strict", "--config-file", DEPLOY / "yamllint.yml", DEPLOY / "monitoring")
    rules = [rule for group in load(RULES)["groups"] for rule in group["rules"]]
    names = [rule["alert"] for rule in rules]
    check(len(set(names)) == len(names), "alerts.yml: two alerts have one name")
    check_tested(names)
    check_page(rules)
    for page in ("alerts.md", "deploying.md"):
        program.check_page(ROOT / "docs" / page)
    for rule in rules:
        metrics.check_expression(rule["alert"], rule["expr"])


def check_tested(names):
    """By which alert is seen firing, and which is seen silent."""
    fired, silent = set(), set()
    for path in TESTS:
        for case in load(path)["tests"]:
            for given in case["input_series"]:
                metrics.check_expression(case["name"], given["series"])
            for moment in case["alert_rule_test"]:
                (fired if moment["exp_alerts"] else silent).add(moment["alertname"])
    for name in names:
        check(name in fired, f"{name}: no test sees it fire")
        check(name in silent, f"{name}: no test sees it silent")


def check_words(text):
    """What looks like a code, a metric or a setting is one of the program's, or of the servers around it."""
    known = "\n".join(path.read_text("utf-8") for path in (ROOT / "Sources").rglob("*.swift"))
    known += "".join((ROOT / "docs" / page).read_text("utf-8") for page in ("messages.md", "settings.md"))
    spans = set(re.findall(r"`([^`\s]+)`", text)) - OF_OTHERS
    for word in spans:
        if re.fullmatch(r"_?[a-z]+(_[a-z]+)+|[a-z]+(\.[a-z]+)+", word):
            camel = re.sub(r"_([a-z])", lambda part: part.group(1).upper(), word)
            check(re.search(rf"\b{re.escape(word)}\b|\b{camel}\b", known), f"alerts.md: {word} is nothing of Giro")


def check_page(rules):
    """Each alert has its section with three answers, and the page has no section of an alert that is gone."""
    text = (ROOT / "docs/alerts.md").read_text("utf-8")
    sections = {part.split("\n", 1)[0].strip(): part for part in re.split(r"(?m)^## ", text)[1:]}
    check_words(text)
    alerts = {name for name in sections if name.startswith("Giro")}
    check(alerts == {rule["alert"] for rule in rules}, f"alerts.md: {alerts ^ {rule['alert'] for rule in rules}}")
    for rule in rules:
        name = rule["alert"]
        check(rule["labels"] in ({"severity": "page"}, {"severity": "ticket"}), f"{name}: severity")
        check(set(rule["annotations"]) == {"summary", "description", "runbook_url"}, f"{name}: annotations")
        check(rule["annotations"]["runbook_url"] == f"docs/alerts.md#{name.lower()}", f"{name}: runbook_url")
        section = sections.get(name, "")
        for answer in ("**Means.**", "**Look at.**", "**Do.**"):
            check(answer in section, f"alerts.md: {name} has no {answer}")
        check(f"`{rule['labels']['severity']}`" in section.split("\n\n")[1] if section else False,
              f"alerts.md: {name} does not say {rule['labels']['severity']}")
