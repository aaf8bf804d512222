"""Checks of what is in deploy/ and docker-compose.yml. `python3 deploy/check NAME...`; without a name, all of them."""
import importlib
import sys

import report

CHECKS = ["itself", "image", "compose", "alerts", "dashboards", "chart", "delivery", "rehearsal"]


def main(names):
    for name in names or CHECKS:
        if name not in CHECKS:
            raise SystemExit(f"no check {name}; there are {', '.join(CHECKS)}")
        importlib.import_module(name).main()
    for problem in report.problems:
        print(problem, file=sys.stderr)
    print(f"{', '.join(names or CHECKS)}: {len(report.problems)} problems")
    return 1 if report.problems else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
