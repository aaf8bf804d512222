#!/usr/bin/env python3
"""Checks the catalogue: every schema, every sample against its schema, and the AsyncAPI document.

Needs the Python package jsonschema. Prints what is wrong and ends with 1, or with 0 when nothing is.
"""

import json
import re
import sys
from datetime import date, datetime
from pathlib import Path

try:
    import jsonschema
    from jsonschema import Draft202012Validator, FormatChecker, validators
except ImportError:
    sys.exit("topics/check.py needs the Python package jsonschema (python3 -m pip install jsonschema)")

ROOT = Path(__file__).resolve().parent
TOPIC_SCHEMA = {
    "type": "object",
    "additionalProperties": False,
    "required": ["name", "summary", "key", "partitions", "retention_ms", "cleanup_policy", "producers", "consumers",
                 "personal"],
    "properties": {
        "name": {"type": "string", "pattern": "^[a-z]+\\.[a-z_]+$"},
        "summary": {"type": "string", "minLength": 1},
        "key": {"type": "string", "minLength": 1},
        "partitions": {"type": "integer", "minimum": 1},
        "retention_ms": {"type": "integer", "minimum": -1},
        "cleanup_policy": {"enum": ["delete", "compact"]},
        "producers": {"type": "array", "items": {"type": "string"}, "minItems": 1, "uniqueItems": True},
        "consumers": {"type": "array", "items": {"type": "string"}, "minItems": 1, "uniqueItems": True},
        "personal": {"type": "boolean"},
    },
}

formats = FormatChecker(formats=())
currencies = json.loads((ROOT / "currencies.json").read_text("utf-8"))
problems = []


@formats.checks("iso-4217")
def is_currency(value):
    return not isinstance(value, str) or value in currencies


@formats.checks("date-time")
def is_time(value):
    if not isinstance(value, str):
        return True
    text = re.sub(r"\.\d+", "", value).upper().replace(":60", ":59")
    try:
        return datetime.fromisoformat(text).tzinfo is not None
    except ValueError:
        return False


@formats.checks("date")
def is_date(value):
    if not isinstance(value, str):
        return True
    try:
        return date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False


def max_bytes(_validator, limit, value, _schema):
    if isinstance(value, str) and len(value.encode("utf-8", "surrogatepass")) > limit:
        yield jsonschema.ValidationError(f"more than {limit} bytes")


def is_integer(_checker, value):
    """JSON Schema takes 12.0 for an integer. Money here is an integer only when it is written as one."""
    return isinstance(value, int) and not isinstance(value, bool)


Validator = validators.extend(
    Draft202012Validator,
    {"x-max-bytes": max_bytes},
    type_checker=Draft202012Validator.TYPE_CHECKER.redefine("integer", is_integer),
)


def unique_object(pairs):
    if len({name for name, _ in pairs}) != len(pairs):
        raise ValueError("a field name occurs twice")
    return dict(pairs)


def load(path):
    """Strict JSON: UTF-8 without byte order mark, unique names, no lone surrogates."""
    value = json.loads(path.read_bytes().decode("utf-8"), object_pairs_hook=unique_object)
    json.dumps(value, ensure_ascii=False).encode("utf-8")
    return value


def check(condition, message):
    if not condition:
        problems.append(message)


def breaches(schema, value):
    return [error.message for error in Validator(schema, format_checker=formats).iter_errors(value)]


def check_valid(schema, path):
    for message in breaches(schema, load(path)):
        problems.append(f"{path.relative_to(ROOT)}: {message}")


def check_invalid(schema, path):
    """An invalid sample breaks its schema, is nested too deeply, or is not even JSON."""
    try:
        value = load(path)
    except ValueError:
        return
    check(breaches(schema, value) or path.name.startswith("too_deep--"), f"{path.relative_to(ROOT)}: follows its schema")


def check_rejected(schema, path):
    """A sample rejected as a matter of business breaks only what the schema says of money, if anything."""
    for error in Validator(schema, format_checker=formats).iter_errors(load(path)):
        field = error.path[0] if error.path else None
        check(field in ("amount_minor", "currency"), f"{path.relative_to(ROOT)}: {error.message}")


def check_topic(folder):
    name = folder.name
    topic = load(folder / "topic.json")
    for message in breaches(TOPIC_SCHEMA, topic):
        problems.append(f"{name}/topic.json: {message}")
    check(topic["name"] == name, f"{name}/topic.json: names another topic")
    schema = load(folder / "v1.schema.json")
    Draft202012Validator.check_schema(schema)
    check(schema.get("$id") == f"urn:giro:{name}:v1", f"{name}/v1.schema.json: wrong $id")
    samples = folder / "samples" / "v1"
    for path in sorted(samples.glob("*.json")):
        check_valid(schema, path)
    for path in sorted((samples / "invalid").glob("*.json")):
        check_invalid(schema, path)
    for path in sorted((samples / "rejected").glob("*.json")):
        check_rejected(schema, path)
    check(len(list(samples.glob("*.json"))) >= 3, f"{name}: fewer than three valid samples")
    check(any((samples / "invalid").iterdir()), f"{name}: no invalid samples")
    return topic


def resolve(document, pointer):
    value = document
    for part in pointer.removeprefix("#/").split("/"):
        value = value[part]
    return value


def references(value, where="#"):
    if isinstance(value, dict):
        for name, part in value.items():
            if name == "$ref" and isinstance(part, str):
                yield where, part
            else:
                yield from references(part, f"{where}/{name}")
    elif isinstance(value, list):
        for index, part in enumerate(value):
            yield from references(part, f"{where}/{index}")


def check_asyncapi(topics):
    document = load(ROOT / "asyncapi.json")
    structure = load(ROOT / "asyncapi.structure.json")
    for error in Validator(structure).iter_errors(document):
        problems.append(f"asyncapi.json: {error.json_path}: {error.message}")
    for where, pointer in references(document):
        try:
            resolve(document, pointer)
        except (KeyError, TypeError):
            problems.append(f"asyncapi.json: {where}: {pointer} is nowhere")
    check(list(document["channels"]) and set(document["channels"]) == {topic["name"] for topic in topics},
          "asyncapi.json: other channels than topics")
    for name, message in document["components"]["messages"].items():
        schema = resolve(document, message["payload"]["$ref"])
        check(message["examples"], f"asyncapi.json: {name} has no example")
        for example in message["examples"]:
            for breach in breaches(schema, example["payload"]):
                problems.append(f"asyncapi.json: {name}, example {example['name']}: {breach}")


def main():
    folders = sorted(path.parent for path in ROOT.glob("*/topic.json"))
    topics = [check_topic(folder) for folder in folders]
    check_asyncapi(topics)
    for problem in problems:
        print(problem, file=sys.stderr)
    print(f"{len(topics)} topics, {len(problems)} problems")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
