"""Writes dashboards/*.json, Grafana's dashboards, from the short descriptions below.

    python3 deploy/monitoring/dashboards_source.py

A test holds the files to what this gives. A panel is a title, a unit and queries, each with its legend; `help` is what
the panel's (i) says.
"""
import json
import pathlib
import sys

WORKER = 'worker=~"$worker"'
WIDTH = 24
HEIGHT = 8


def panel(title, unit, *queries, help="", kind="timeseries", width=8, stack=False, top=None):
    """One panel; `queries` are pairs of PromQL and legend. `top`: the value at which it turns red."""
    steps = [{"color": "green", "value": None}]
    if top is not None:
        steps.append({"color": "red", "value": top})
    custom = {"fillOpacity": 30 if stack else 5, "showPoints": "never"}
    if stack:
        custom["stacking"] = {"mode": "normal", "group": "A"}
    if top is not None:
        custom["thresholdsStyle"] = {"mode": "line"}
    options = {"legend": {"displayMode": "list", "placement": "bottom", "showLegend": True},
               "tooltip": {"mode": "multi", "sort": "desc"}}
    if kind == "stat":
        custom = {}
        options = {"colorMode": "background",
                   "reduceOptions": {"calcs": ["lastNotNull"], "fields": "", "values": False}}
    return {
        "title": title,
        "description": help,
        "type": kind,
        "datasource": {"type": "prometheus", "uid": "${datasource}"},
        "fieldConfig": {
            "defaults": {"unit": unit, "min": 0, "custom": custom,
                         "thresholds": {"mode": "absolute", "steps": steps}},
            "overrides": [],
        },
        "options": options,
        "targets": [
            {"refId": chr(ord("A") + index), "expr": expression, "legendFormat": legend,
             "datasource": {"type": "prometheus", "uid": "${datasource}"}}
            for index, (expression, legend) in enumerate(queries)
        ],
        "width": width,
    }


def row(title):
    return {"title": title, "type": "row", "collapsed": False, "panels": [], "width": WIDTH}


def dashboard(uid, title, description, by_worker, *panels):
    """Places the panels from left to right, line by line."""
    placed, x, y = [], 0, 0
    for number, item in enumerate(panels, 1):
        width = item.pop("width")
        height = 1 if item["type"] == "row" else 4 if item["type"] == "stat" else HEIGHT
        if x + width > WIDTH:
            x, y = 0, y + placed[-1]["gridPos"]["h"]
        placed.append({"id": number, "gridPos": {"h": height, "w": width, "x": x, "y": y}, **item})
        x += width
    variables = [{"name": "datasource", "label": "Data source", "type": "datasource", "query": "prometheus",
                  "current": {"text": "Prometheus", "value": "prometheus"}}]
    if by_worker:
        variables.append({
            "name": "worker", "label": "Worker", "type": "query", "multi": True, "includeAll": True, "refresh": 2,
            "datasource": {"type": "prometheus", "uid": "${datasource}"}, "current": {"text": "All", "value": "$__all"},
            "query": {"qryType": 1, "query": "label_values(giro_worker_ready, worker)", "refId": "worker"}})
    return {
        "uid": uid, "title": title, "description": description, "tags": ["giro"], "editable": False,
        "schemaVersion": 41, "version": 1, "timezone": "browser", "refresh": "30s",
        "time": {"from": "now-3h", "to": "now"}, "graphTooltip": 1,
        "links": [{"title": "Giro", "type": "dashboards", "tags": ["giro"], "asDropdown": True, "includeVars": True,
                   "keepTime": True, "icon": "external link", "url": "", "targetBlank": False, "tooltip": ""}],
        "annotations": {"list": []}, "templating": {"list": variables}, "panels": placed,
    }


def rate(metric, by, where=""):
    return f"sum by ({by}) (rate({metric}{{{where}}}[$__rate_interval]))"


def quantile(share, metric, by="", where=""):
    labels = ", ".join(filter(None, ["le", by]))
    return f"histogram_quantile({share}, sum by ({labels}) (rate({metric}_bucket{{{where}}}[$__rate_interval])))"


PAYMENTS = dashboard(
    "giro-payments", "Giro: payments", "What becomes of payments, how fast, and where the money goes.", False,
    panel("Alerts", "none", ('count(ALERTS{alertname=~"Giro.*", alertstate="firing"}) or vector(0)', "firing"),
          kind="stat", width=4, top=1),
    panel("Workers not ready", "none", ("count(max by (worker) (giro_worker_ready) == 0) or vector(0)", "workers"),
          kind="stat", width=4, top=1),
    panel("Halted lanes", "none", ("sum(giro_lanes_halted)", "lanes"), kind="stat", width=4, top=1),
    panel("Worst lag", "s", ("max(giro_lag_seconds)", "lag"), kind="stat", width=4, top=60),
    panel("Dead letters in a day", "none", ("sum(increase(giro_dead_letters_total[1d])) or vector(0)", "messages"),
          kind="stat", width=4, top=1),
    panel("Payments under way, from the last hour", "none",
          ("sum(increase(giro_payments_started_total[1h]))"
           " - (sum(increase(giro_payment_seconds_count[1h])) or vector(0))", "payments"), kind="stat", width=4,
          help="Begun less ended within the hour. Below zero when older ones end."),
    row("Payments"),
    panel("Begun", "ops", (rate("giro_payments_started_total", "kind"), "{{kind}}"), stack=True),
    panel("Ended", "ops", (rate("giro_payment_seconds_count", "kind, state"), "{{kind}} {{state}}"), stack=True),
    panel("Refused, given back or in suspense", "ops",
          (rate("giro_wallet_decisions_total", "decision, reason", 'decision=~"rejected|refunded|suspended"'),
           "{{decision}} {{reason}}"), stack=True),
    row("How long they take"),
    panel("Transfers, from request to settled", "s",
          (quantile(0.5, "giro_payment_seconds", where='kind="transfer", state="settled"'), "half"),
          (quantile(0.95, "giro_payment_seconds", where='kind="transfer", state="settled"'), "95 %"),
          (quantile(0.99, "giro_payment_seconds", where='kind="transfer", state="settled"'), "99 %"), top=10,
          help="Nobody outside is asked, so the time is Giro's own."),
    panel("Bills and top-ups, from request to settled", "s",
          (quantile(0.5, "giro_payment_seconds", "kind", 'kind!="transfer", state="settled"'), "{{kind}} half"),
          (quantile(0.95, "giro_payment_seconds", "kind", 'kind!="transfer", state="settled"'), "{{kind}} 95 %"),
          help="The biller's time is in it."),
    panel("95 % of the way to the end, by end", "s",
          (quantile(0.95, "giro_payment_seconds", "state"), "{{state}}")),
    row("Money"),
    panel("Moved, minor units", "short",
          (rate("giro_money_moved_minor_units_total", "currency, movement"), "{{currency}} {{movement}}"), width=12,
          help="Held: payer to clearing. Settled, refunded, suspended: out of clearing."),
    panel("Contradictions", "none",
          ("sum by (contradiction) (increase(giro_payment_contradictions_total[$__rate_interval]))",
           "{{contradiction}}"), width=12, help="Events that no legal life of a payment has together."),
)

WORKERS = dashboard(
    "giro-workers", "Giro: workers", "Lanes, batches, publishing and dead letters of each worker.", True,
    row("Lanes"),
    panel("Lag", "s", (f"max by (worker, topic) (giro_lag_seconds{{{WORKER}}})", "{{worker}} {{topic}}"), top=60,
          help="How long the oldest message to come has waited."),
    panel("Messages to come", "none",
          (f"sum by (worker, topic) (giro_lag_messages{{{WORKER}}})", "{{worker}} {{topic}}"),
          help="At most: gaps in offsets count."),
    panel("Lanes owned", "none", (f"sum by (worker) (giro_lanes_owned{{{WORKER}}})", "{{worker}}"),
          (f"sum by (worker) (giro_lanes_halted{{{WORKER}}}) > 0", "{{worker}} halted")),
    panel("Lanes taken over and lost", "none",
          (f"sum by (worker) (increase(giro_lane_takeovers_total{{{WORKER}}}[$__rate_interval]))", "{{worker}} taken"),
          (f"sum by (worker, loss) (increase(giro_lanes_lost_total{{{WORKER}}}[$__rate_interval]))",
           "{{worker}} {{loss}}")),
    panel("Ready, database, health", "none",
          (f"min by (worker) (giro_worker_ready{{{WORKER}}})", "{{worker}} ready"),
          (f"min by (worker) (giro_database_up{{{WORKER}}})", "{{worker}} database"),
          (f"min by (worker) (giro_worker_healthy{{{WORKER}}})", "{{worker}} healthy")),
    panel("Since the engine's thread came by", "s",
          (f"max by (worker) (giro_engine_silence_seconds{{{WORKER}}})", "{{worker}}"), top=120),
    row("Batches"),
    panel("Applied", "ops", (rate("giro_items_applied_total", "worker, cause", WORKER), "{{worker}} {{cause}}"),
          stack=True),
    panel("Size of a batch", "none",
          (quantile(0.5, "giro_batch_items", "worker", WORKER), "{{worker}} half"),
          (quantile(0.95, "giro_batch_items", "worker", WORKER), "{{worker}} 95 %"),
          (rate("giro_batches_committed_total", "worker", WORKER), "{{worker}} batches a second")),
    panel("A batch's transaction", "s",
          (quantile(0.5, "giro_apply_seconds", "worker", WORKER), "{{worker}} half"),
          (quantile(0.95, "giro_apply_seconds", "worker", WORKER), "{{worker}} 95 %")),
    panel("Stages, on average", "s",
          (f"{rate('giro_stage_seconds_sum', 'worker, stage', WORKER)}"
           f" / {rate('giro_stage_seconds_count', 'worker, stage', WORKER)}", "{{worker}} {{stage}}")),
    panel("Rolled back", "ops",
          (rate("giro_batches_retried_total", "worker, fault, code", WORKER), "{{worker}} {{fault}} {{code}}")),
    panel("Age of a message when it is applied, 95 %", "s",
          (quantile(0.95, "giro_message_age_seconds", "worker, topic", WORKER), "{{worker}} {{topic}}")),
    row("Publishing"),
    panel("Published", "ops", (rate("giro_messages_published_total", "worker, topic", WORKER), "{{worker}} {{topic}}"),
          stack=True),
    panel("From commit to topic", "s",
          (quantile(0.5, "giro_publish_delay_seconds", "worker", WORKER), "{{worker}} half"),
          (quantile(0.95, "giro_publish_delay_seconds", "worker", WORKER), "{{worker}} 95 %")),
    panel("Backlog", "percentunit",
          (f"max by (worker) (giro_publish_backlog_rows{{{WORKER}}} / giro_publish_backlog_limit_rows{{{WORKER}}})",
           "{{worker}}"), top=0.8, help="Committed and not yet published. At 100 % the database waits."),
    panel("Failures to publish", "ops",
          (rate("giro_publish_failures_total", "worker, code", WORKER), "{{worker}} {{code}}"), width=12),
    panel("Dead letters", "none",
          (f"sum by (worker, topic, reason) (increase(giro_dead_letters_total{{{WORKER}}}[$__rate_interval]))",
           "{{worker}} {{topic}} {{reason}}"), width=12),
)

OUTSIDE = dashboard(
    "giro-outside", "Giro: billers, mail, processes", "Calls to the outside, and the processes themselves.", True,
    row("Calls"),
    panel("Calls by outcome", "ops",
          (rate("giro_call_outcomes_total", "kind, outcome", WORKER), "{{kind}} {{outcome}}"), stack=True),
    panel("Calls by code", "ops", (rate("giro_call_outcomes_total", "kind, code", WORKER), "{{kind}} {{code}}")),
    panel("How long a call takes", "s",
          (quantile(0.5, "giro_call_seconds", "kind", WORKER), "{{kind}} half"),
          (quantile(0.95, "giro_call_seconds", "kind", WORKER), "{{kind}} 95 %")),
    panel("Under way, of those allowed", "percentunit",
          (f"max by (worker) (giro_calls_in_flight{{{WORKER}}} / giro_calls_limit{{{WORKER}}})", "{{worker}}"), top=1),
    panel("Scheduled", "none", (f"sum by (worker) (giro_calls_scheduled{{{WORKER}}})", "{{worker}}"),
          help="Calls and timers in memory; it grows when a biller or the mail server is away."),
    panel("Breakers", "none", ("max by (endpoint) (giro_breaker_state)", "{{endpoint}}"),
          ("sum(increase(giro_breaker_openings_total[$__rate_interval]))", "opened"),
          help="0 closed, 1 half-open, 2 open."),
    panel("Places at billers", "none", ("sum by (state) (giro_biller_calls)", "{{state}}"), width=12),
    panel("Connections to the mail server", "none", ("sum by (state) (giro_mail_connections)", "{{state}}"), width=12),
    row("Processes"),
    panel("Memory", "bytes", ('process_resident_memory_bytes{job="giro"}', "{{instance}}"), top=400 * 1024 * 1024),
    panel("Cores in use", "none", ('rate(process_cpu_seconds_total{job="giro"}[$__rate_interval])', "{{instance}}")),
    panel("Open files and threads", "none", ('process_open_fds{job="giro"}', "{{instance}} files"),
          ('process_threads{job="giro"}', "{{instance}} threads")),
    panel("Log lines", "ops", (rate("giro_log_lines_total", "level"), "{{level}}"), stack=True),
    panel("Kafka's traffic", "Bps", (rate("giro_kafka_received_bytes_total", "worker, client", WORKER),
                                     "{{worker}} {{client}} in"),
          (rate("giro_kafka_sent_bytes_total", "worker, client", WORKER), "{{worker}} {{client}} out"),
          help="Only with the setting kafka.statistics.interval.ms."),
    panel("Telemetry", "none", ("sum(giro_metrics_series)", "series"),
          (rate("giro_spans_exported_total", "job"), "spans a second"),
          (rate("giro_spans_dropped_total", "reason"), "spans lost, {{reason}}")),
)

GATEWAY = dashboard(
    "giro-gateway", "Giro: the gateway", "Requests over HTTP, and what was accepted on its way to Kafka.", False,
    panel("Gateways not ready", "none", ("count(giro_gateway_ready == 0) or vector(0)", "gateways"),
          kind="stat", width=4, top=1),
    panel("Requests", "reqps", ("sum(rate(giro_gateway_requests_total[$__rate_interval]))", "requests"),
          kind="stat", width=4),
    panel("Errors of the house", "percentunit",
          ('(sum(rate(giro_gateway_requests_total{status="5xx"}[$__rate_interval])) or vector(0))'
           " / sum(rate(giro_gateway_requests_total[$__rate_interval]))", "share"), kind="stat", width=4, top=0.01),
    panel("95 % are answered within", "s", (quantile(0.95, "giro_gateway_request_seconds"), "time"), kind="stat",
          width=4, top=1),
    panel("Oldest unpublished", "s", ("max(giro_gateway_outbox_age_seconds)", "age"), kind="stat", width=4, top=60),
    panel("Under way, of those allowed", "percentunit",
          ("max(giro_gateway_requests_under_way / giro_gateway_requests_limit)", "share"), kind="stat", width=4,
          top=0.8),
    row("Requests"),
    panel("By status", "reqps", (rate("giro_gateway_requests_total", "status"), "{{status}}"), stack=True),
    panel("By operation", "reqps", (rate("giro_gateway_requests_total", "operation"), "{{operation}}"), stack=True),
    panel("Refused, by code", "reqps", (rate("giro_gateway_refusals_total", "code"), "{{code}}"), stack=True,
          help="What was asked and answered with a problem: rate_limited and overloaded are limits."),
    panel("How long they take, 95 %", "s",
          (quantile(0.95, "giro_gateway_request_seconds", "operation"), "{{operation}}"),
          help="Requests that wait for a payment are as long as they wait."),
    panel("Repetitions", "reqps", (rate("giro_gateway_idempotent_requests_total", "outcome"), "{{outcome}}"),
          help="Requests with an Idempotency-Key."),
    panel("Database connections", "none",
          ('sum by (pool) (giro_gateway_connections{state="busy"})', "{{pool}} busy"),
          ('sum by (pool) (giro_gateway_connections{state="waiting"}) > 0', "{{pool}} waiting")),
    row("Publishing"),
    panel("Published", "ops", (rate("giro_gateway_messages_published_total", "topic"), "{{topic}}"), stack=True),
    panel("From the answer to the topic", "s",
          (quantile(0.5, "giro_gateway_publish_delay_seconds"), "half"),
          (quantile(0.95, "giro_gateway_publish_delay_seconds"), "95 %")),
    panel("Not published yet", "none", ("max by (outbox) (giro_gateway_outbox_messages)", "{{outbox}}"),
          (rate("giro_gateway_publish_failures_total", "code"), "failures: {{code}}")),
)


def files():
    """The dashboards' texts by file name."""
    named = {"payments.json": PAYMENTS, "workers.json": WORKERS, "outside.json": OUTSIDE, "gateway.json": GATEWAY}
    return {name: json.dumps(value, indent=1) + "\n" for name, value in named.items()}


if __name__ == "__main__":
    folder = pathlib.Path(__file__).parent / "dashboards"
    for name, text in files().items():
        (folder / name).write_text(text)
    print(f"{len(files())} dashboards", file=sys.stderr)
