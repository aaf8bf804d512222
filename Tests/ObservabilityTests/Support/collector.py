"""A collector for tests: takes OTLP/HTTP with JSON, reads it by opentelemetry-proto, and keeps what it read.

Writes into the directory given: `port`, then a line for each span in `spans`, and a line for each request that the
protocol does not allow in `refusals`.
"""

import base64
import http.server
import json
import os
import re
import sys

from google.protobuf import json_format
from opentelemetry.proto.collector.trace.v1 import trace_service_pb2

directory = sys.argv[1]


def write(name, text):
    with open(os.path.join(directory, name), "a") as file:
        file.write(text)


def binary(ids, key, length):
    """OTLP has ids as hexadecimal text where protobuf's JSON has base64."""
    if key in ids:
        if not re.fullmatch("[0-9a-f]{%d}" % length, ids[key]) or set(ids[key]) == {"0"}:
            raise ValueError(f"{key} is {ids[key]}")
        ids[key] = base64.b64encode(bytes.fromhex(ids[key])).decode()


def spans_of(body):
    """Unknown members, wrong types and bad ids are errors."""
    document = json.loads(body)
    for resource in document["resourceSpans"]:
        for scope in resource["scopeSpans"]:
            for span in scope["spans"]:
                for ids in [span] + span.get("links", []):
                    binary(ids, "traceId", 32)
                    binary(ids, "spanId", 16)
                    binary(ids, "parentSpanId", 16)
    request = json_format.ParseDict(document, trace_service_pb2.ExportTraceServiceRequest())
    for resource in request.resource_spans:
        attributes = {pair.key: pair.value.string_value for pair in resource.resource.attributes}
        for scope in resource.scope_spans:
            for span in scope.spans:
                if len(span.trace_id) != 16 or len(span.span_id) != 8 or not span.name:
                    raise ValueError("a span without ids or name")
                if not 0 < span.start_time_unix_nano <= span.end_time_unix_nano:
                    raise ValueError("a span's times")
                if not 1 <= span.kind <= 5:
                    raise ValueError("a span's kind")
                yield {
                    "service": attributes["service.name"],
                    "trace": span.trace_id.hex(),
                    "span": span.span_id.hex(),
                    "parent": span.parent_span_id.hex(),
                    "name": span.name,
                }


class Collector(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        try:
            if self.path != "/v1/traces" or self.headers["Content-Type"] != "application/json":
                raise ValueError("path or content type")
            if self.headers["x-token"] != "abc":
                raise ValueError("the header of the settings is missing")
            lines = "".join(json.dumps(span) + "\n" for span in spans_of(body))
        except Exception as error:
            write("refusals", f"{error!r}\n")
            return self.answer(400, b"{}")
        write("spans", lines)
        self.answer(200, b"{}")

    def answer(self, status, body):
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *arguments):
        pass


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Collector)
draft = os.path.join(directory, "port.draft")
with open(draft, "w") as file:
    file.write(str(server.server_port))
os.rename(draft, os.path.join(directory, "port"))
server.serve_forever()
