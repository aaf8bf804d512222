"""The Helm chart: Helm's own linter and templates, Kubernetes' schemas, what pods may, and that the program takes what
they are given."""
import copy
import json
import logging
import os
import re

import jsonschema
import kubernetes_validate
from helm_python import HelmError
from helm_python.chart import Chart, lint

import program
from report import DEPLOY, check, documents, load, problems

CHART = DEPLOY / "helm/giro"
OTHERS = jsonschema.Draft202012Validator(json.loads((DEPLOY / "check/resources.json").read_text()))
KUBERNETES = ("1.27", "1.34")
LEAST = {"kafka": {"bootstrapServers": "kafka-1:9093,kafka-2:9093"}, "database": {"host": "db.example"},
         "notification": {"smtp": {"host": "mail.example"}}}


def main():
    variants = accepted()
    for name, values in variants.items():
        with quiet():
            report = lint(CHART, values, strict=True)
            resources = render(values)
        faults = report["errors"] + [one for one in report["messages"] if one["severity"] > 1]
        check(not faults, f"helm lint, {name}: {faults}")
        for resource in resources:
            check_schema(name, resource)
        check_names(name, resources)
        check_pods(name, resources)
        check_scaling(name, resources)
    check_names("another release", render(LEAST, "pay"))
    named = {(one["kind"], one["metadata"]["name"]) for one in render(LEAST, "pay")}
    check(("StatefulSet", "pay-giro-wallet") in named, "another release: is named the same")
    for name, values in refused().items():
        check_refused(name, values)
    check_monitoring(render(LEAST))
    check_connections()


def check_connections():
    """The table of docs/deploying.md says what the network policies allow."""
    allowed = {component: set(re.findall(r'"(\w+)"', reached)) for component, reached in re.findall(
        r'"(\w+)" \(list ([^)]*)\)', (CHART / "templates/networkpolicies.yaml").read_text("utf-8"))}
    page = (DEPLOY.parent / "docs/deploying.md").read_text("utf-8")
    section = page.split("\n## Who connects to what\n")[1].split("\n## ")[0]
    told = {component: set(re.findall(r"`(\w+)`", reached)) for component, reached in re.findall(
        r"(?m)^\| `(\w+)` \| ([^|]*) \|", section)}
    check(told == allowed, f"deploying.md: connections differ from the chart's: {told} and {allowed}")


def changed(**sections):
    """The least values with some sections changed, one level deep."""
    values = copy.deepcopy(LEAST)
    for name, section in sections.items():
        values[name] = {**values.get(name, {}), **section} if isinstance(section, dict) else section
    return values


def accepted():
    workers = load(CHART / "values.yaml")["workers"]
    fixed = {name: {**worker, "replicas": 3, "autoscaling": {**worker["autoscaling"], "enabled": False}}
             for name, worker in workers.items()}
    off = {"enabled": False}
    return {
        "least": LEAST,
        "plain": changed(kafka={"protocol": "PLAINTEXT"}, database={"sslmode": "disable"}),
        "mutual": changed(kafka={"protocol": "SSL", "caSecret": "kafka-ca"}),
        "all": changed(
            image={"repository": "registry.example/giro", "tag": "1.2.3"}, imagePullSecrets=[{"name": "registry"}],
            kafka={"caSecret": "kafka-ca", "mechanism": "SCRAM-SHA-256"}, database={"caSecret": "database-ca"},
            settings={"lane.batch.items": "1000", "kafka.statistics.interval.ms": "15000"}, billing={"tokens": True},
            workers={"wallet": {"settings": {"lane.batch.items": "500"}}},
            notification={"smtp": {"host": "mail.example", "user": "giro", "port": 465, "tls": "implicit"}},
            gateway={"tlsSecret": "gateway-tls"}, traces={"endpoint": "http://collector:4318/v1/traces"}, nodeSelector={"disk": "ssd"},
            tolerations=[{"key": "payments", "operator": "Exists"}], podAnnotations={"a.example/b": "c"},
            networkPolicy={"kafka": {"ports": [9093], "peers": [{"ipBlock": {"cidr": "10.0.0.0/24"}}]}}),
        "none": changed(
            workers=fixed, gateway=off, migrate=off, applyTopics=off, audit=off, operator=off, podDisruptionBudget=off,
            networkPolicy=off,
            monitoring={"serviceMonitor": off, "prometheusRule": off, "dashboards": off}),
    }


def refused():
    """Values that must not get through, and why not."""
    return {
        "no brokers": {**LEAST, "kafka": {}},
        "no database": {**LEAST, "database": {}},
        "no mail server": {**LEAST, "notification": {}},
        "an unknown value": changed(kafkas={}),
        "an unknown protocol": changed(kafka={"protocol": "TLS"}),
        "brokers without a port": changed(kafka={"bootstrapServers": "kafka"}),
        "a host that is two": changed(database={"host": "db user=postgres"}),
        "the tag latest": changed(image={"tag": "latest"}),
        "a password among the settings": changed(settings={"wallet.database.password": "x"}),
        "a setting by its variable": changed(settings={"LANE_BATCH_ITEMS": "1"}),
        "more processes than partitions": changed(
            topics={"partitions": 3}, workers={"wallet": {"autoscaling": {"maxReplicas": 4}}}),
        "a smallest number beyond the largest": changed(
            workers={"billing": {"autoscaling": {"minReplicas": 7, "maxReplicas": 6}}}),
        "a schedule that is none": changed(audit={"schedule": "daily"}),
    }


class quiet:
    """Helm says on standard error that it follows the link to monitoring/."""

    def __enter__(self):
        logging.disable()
        self.kept = os.dup(2)
        with open(os.devnull, "w") as nowhere:
            os.dup2(nowhere.fileno(), 2)

    def __exit__(self, *_):
        os.dup2(self.kept, 2)
        os.close(self.kept)


def render(values, release="giro"):
    with quiet(), Chart.load(CHART) as chart:
        rendered = chart.render(values, name=release, namespace="payments")
    return [part for name, text in rendered.items() if name.endswith(".yaml") for part in documents(text)]


def check_refused(name, values):
    try:
        render(values)
    except HelmError:
        return
    problems.append(f"chart: takes {name}")


def check_schema(variant, resource):
    what = f"{variant}: {resource['kind']} {resource['metadata']['name']}"
    if "keda.sh" in resource["apiVersion"] or "coreos.com" in resource["apiVersion"]:
        # The schema has one branch for each kind; the one for this kind tells what is wrong.
        branch = OTHERS.evolve(schema={**OTHERS.schema["$defs"][resource["kind"]], "$defs": OTHERS.schema["$defs"]})
        for error in branch.iter_errors(resource):
            problems.append(f"{what}: {error.json_path}: {error.message}")
        return
    for version in KUBERNETES:
        try:
            kubernetes_validate.validate(resource, version, strict=True)
        except kubernetes_validate.ValidationError as error:
            problems.append(f"{what}: Kubernetes {version}: {error}")


def check_names(variant, resources):
    keys = [(resource["kind"], resource["metadata"]["name"]) for resource in resources]
    check(len(set(keys)) == len(keys), f"{variant}: a resource occurs twice")
    by_key = dict(zip(keys, resources))
    for resource in resources:
        if resource["kind"] == "StatefulSet":
            service = by_key.get(("Service", resource["spec"]["serviceName"]))
            labels = resource["spec"]["template"]["metadata"]["labels"]
            check(service and service["spec"]["selector"].items() <= labels.items(), f"{variant}: no Service")
        if resource["kind"] == "NetworkPolicy":
            selector = resource["spec"]["podSelector"]["matchLabels"]
            check(any(selector.items() <= pod["metadata"]["labels"].items() for _, pod in pods(resources)),
                  f"{variant}: {resource['metadata']['name']} selects no pod")


def pods(resources):
    """The template of every pod, with the name of what makes it."""
    for resource in resources:
        spec = resource.get("spec", {})
        spec = spec.get("jobTemplate", {}).get("spec", spec)
        if "containers" in spec.get("template", {}).get("spec", {}):
            yield resource["metadata"]["name"], spec["template"]


def check_pods(variant, resources):
    policies = [one["spec"]["podSelector"]["matchLabels"] for one in resources if one["kind"] == "NetworkPolicy"]
    for name, pod in pods(resources):
        where = f"{variant}: {name}"
        spec = pod["spec"]
        [container] = spec["containers"]
        rights = container["securityContext"]
        check(spec["automountServiceAccountToken"] is False, f"{where}: may speak to the cluster")
        check(spec["securityContext"]["runAsNonRoot"], f"{where}: runs as root")
        check(rights["readOnlyRootFilesystem"] and not rights["allowPrivilegeEscalation"], f"{where}: rights")
        check(rights["capabilities"]["drop"] == ["ALL"], f"{where}: has capabilities")
        check("memory" in container["resources"]["limits"], f"{where}: no limit of memory")
        check(not policies or any(one.items() <= pod["metadata"]["labels"].items() for one in policies),
              f"{where}: no NetworkPolicy")
        check_given(where, pod["metadata"]["labels"]["app.kubernetes.io/component"], spec, container)


def check_given(where, component, spec, container):
    """What a pod's program is given: a command and settings that it knows, and files that are there."""
    if "args" in container:
        program.check_command(where, container["args"])
    environment = {one["name"]: one.get("value", "pod-0") for one in container["env"]}
    check(len(environment) == len(container["env"]), f"{where}: a variable occurs twice")
    files = {}
    for mount in container.get("volumeMounts", []):
        [volume] = [one for one in spec["volumes"] if one["name"] == mount["name"]]
        for source in volume["projected"]["sources"]:
            for item in source["secret"]["items"]:
                content = {"billing-tokens": "endpoint=token", "webhook-root-secret": "x" * 48}.get(item["path"], "hostname=x")
                files[f"{mount['mountPath']}/{item['path']}"] = content
    texts = " ".join(environment.values())
    for path in files:
        check(path in texts, f"{where}: is given {path} for nothing")
    for word in texts.replace("=", " ").split():
        check(not word.startswith("/run/secrets/") or word in files, f"{where}: {word} is not mounted")
    tokens = {path: text.replace("endpoint=", "https://biller.example=") if "tokens" in path else text
              for path, text in files.items()}
    shown = program.check_environment(where, environment, tokens)
    if component in program.topics():
        own = {f"{component}-database-password", "kafka-password", "smtp-password", "billing-tokens",
               "webhook-root-secret"}
        held = {path.rsplit("/", 1)[1] for path in files} - {"kafka-ca.crt", "database-ca.crt"}
        check(held <= own, f"{where}: has other secrets than its own")
        check(shown.get("instance.name", {}).get("value") == "pod-0", f"{where}: no instance name")
        [port] = container["ports"]
        check(environment["METRICS_LISTEN"] == f"0.0.0.0:{port['containerPort']}", f"{where}: another port")
        paths = {container[probe]["httpGet"]["path"] for probe in ("livenessProbe", "readinessProbe", "startupProbe")}
        check(paths == {"/healthz", "/readyz"}, f"{where}: probes {paths}")


def check_scaling(variant, resources):
    for resource in resources:
        if resource["kind"] != "ScaledObject":
            continue
        worker = resource["metadata"]["labels"]["app.kubernetes.io/component"]
        triggers = [trigger["metadata"] for trigger in resource["spec"]["triggers"]]
        topics = {one["topic"] for one in triggers}
        check(topics == program.topics()[worker], f"{variant}: {worker} scales on other topics")
        check({one["consumerGroup"] for one in triggers} == {f"giro.{worker}"}, f"{variant}: {worker}: group")


def check_monitoring(resources):
    kinds = {resource["kind"]: resource for resource in resources}
    rules = load(DEPLOY / "monitoring/alerts.yml")["groups"]
    check(kinds["PrometheusRule"]["spec"]["groups"] == rules, "chart: other rules than monitoring/alerts.yml")
    dashboards = {path.name: path.read_text() for path in (DEPLOY / "monitoring/dashboards").glob("*.json")}
    check(kinds["ConfigMap"]["data"] == {f"giro-{name}": text for name, text in dashboards.items()},
          "chart: other dashboards than monitoring/dashboards")
    moved = [one for one in render(changed(monitoring={"runbookPage": "https://docs.example/alerts"}))
             if one["kind"] == "PrometheusRule"]
    check("https://docs.example/alerts#girolanehalted" in json.dumps(moved), "chart: runbookPage is not used")
