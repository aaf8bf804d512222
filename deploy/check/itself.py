"""The checks see what they are for: each of these faults is found."""
import metrics
import program
from report import problems

FAULTS = {
    "an unknown command": lambda: program.check_command("x", ["walk"]),
    "an unknown command of a group": lambda: program.check_command("x", ["topics", "walk"]),
    "an unknown flag": lambda: program.check_command("x", ["topics", "apply", "--walk"]),
    "a part of a flag": lambda: program.check_command("x", ["publish", "--key"]),
    "an unknown worker": lambda: program.check_command("x", ["worker", "walet"]),
    "an unknown setting": lambda: program.check_environment("x", {"LANE_BATCH_ITEM": "1"}, {}),
    "an unknown property of librdkafka": lambda: program.check_environment("x", {"KAFKA_SASL_MECHANIC": "1"}, {}),
    "a value out of range": lambda: program.check_environment("x", {"LANE_BATCH_ITEMS": "0"}, {}),
    "a missing file": lambda: program.check_environment("x", {"WALLET_DATABASE_PASSWORD_FILE": "/nowhere"}, {}),
    "an unknown metric": lambda: metrics.check_expression("x", "rate(giro_nothing_total[5m]) > 0"),
    "no metric": lambda: metrics.check_expression("x", "vector(1)"),
    "a histogram as it is not": lambda: metrics.check_expression("x", "giro_payment_seconds > 1"),
    "an unknown label": lambda: metrics.check_expression("x", 'giro_lag_seconds{queue="a"} > 1'),
    "a label to group by": lambda: metrics.check_expression("x", "sum by (queue) (giro_lag_seconds) > 1"),
    "a value that never is": lambda: metrics.check_expression("x", 'giro_payment_seconds_count{kind="gift"} > 1'),
}
FINE = {
    "a command": lambda: program.check_command("x", ["topics", "apply", "--json"]),
    "a worker": lambda: program.check_command("x", ["worker", "wallet"]),
    "a metric": lambda: metrics.check_expression(
        "x", 'sum by (le) (rate(giro_payment_seconds_bucket{kind="bill"}[5m]))'),
    "settings": lambda: program.check_environment(
        "x", {"LANE_BATCH_ITEMS": "1", "KAFKA_SASL_MECHANISM": "PLAIN", "WALLET_DATABASE_PASSWORD_FILE": "/run/a"},
        {"/run/a": "secret"}),
}


def main():
    found = []
    for name, fault in FAULTS.items():
        before = len(problems)
        fault()
        if len(problems) == before:
            found.append(f"not found: {name}")
        del problems[before:]
    for fine in FINE.values():
        fine()
    problems.extend(found)
