#!/usr/bin/env python3
"""Computes what must be true once the seed files are applied, from nothing but the files.

    python3 seeds/expected.py            prints the expectation as JSON
    python3 seeds/expected.py --check    compares it with expected.json; exits 1 when they differ
    python3 seeds/expected.py --folder F reads the files from F

It is a second opinion, in another language and without any of Giro's code, on the reference model in Sources/Model and
on the workers: one payment after the other, plain integers, no ledger.
"""
import argparse
import json
import pathlib
import re
import sys
from collections import defaultdict

MAXIMUM_AMOUNT = 10**15
UUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
ACCOUNT = re.compile(r"[A-Za-z0-9._:-]{1,64}")
TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z")
KINDS = {
    "transfer": ("wallet", "wallet"),
    "bill": ("wallet", "biller"),
    "topup": ("external", "wallet"),
    "withdrawal": ("wallet", "external"),
}
# What two requests with one id must agree in to be the same request.
IDENTITY = ("kind", "payer", "payee", "amount_minor", "currency", "bill", "reference")


class Malformed(Exception):
    """The line is no message; its argument is the code of the dead letter."""


def parse(raw):
    def unique(pairs):
        if len({name for name, _ in pairs}) < len(pairs):
            raise Malformed("duplicate_field")
        return dict(pairs)

    try:
        fields = json.loads(raw, object_pairs_hook=unique)
    except json.JSONDecodeError:
        raise Malformed("invalid_json") from None
    if not isinstance(fields, dict):
        raise Malformed("not_an_object")
    return fields


def text(fields, name, valid, required=True):
    value = fields.get(name)
    if value is None:
        if required:
            raise Malformed("missing_field")
        return
    if not isinstance(value, str):
        raise Malformed("wrong_type")
    if not valid(value):
        raise Malformed("invalid_value")


def check(fields):
    """Whether a payment.requested line can be read at all."""
    text(fields, "payment", UUID.fullmatch)
    text(fields, "kind", KINDS.__contains__)
    text(fields, "payer", ACCOUNT.fullmatch)
    text(fields, "payee", ACCOUNT.fullmatch)
    if fields.get("amount_minor") is None:
        raise Malformed("missing_field")
    amount = fields["amount_minor"]
    if type(amount) is not int or not -(2**63) <= amount < 2**63:
        raise Malformed("wrong_type")
    text(fields, "currency", lambda value: len(value.encode()) <= 8)
    text(fields, "bill", lambda value: 0 < len(value.encode()) <= 140, required=fields["kind"] == "bill")
    text(fields, "reference", lambda value: 0 < len(value.encode()) <= 140, required=False)
    text(fields, "requested_at", TIME.fullmatch, required=False)


class World:
    def __init__(self, rules):
        self.rules = rules
        self.accounts = {}
        self.billers = {}
        self.contacts = set()
        self.requests = {}
        self.lines = 0
        self.duplicates = 0
        self.states = {kind: defaultdict(int) for kind in KINDS}
        self.dead_letters = {"wallet": defaultdict(int), "payment": defaultdict(int)}
        self.notifications = defaultdict(int)
        self.mails = defaultdict(int)
        self.effects = defaultdict(lambda: {"accepted": 0, "accepted_minor": 0, "refused": 0})

    def apply(self, line):
        topic = line["topic"]
        if topic == "payment.requested":
            raw = line["raw"] if "raw" in line else json.dumps(line["value"])
            self.request(raw)
        elif topic == "account.requested":
            self.account(line["value"])
        elif topic == "contact.updated":
            self.contacts.add(line["value"]["account"])
        elif topic == "biller.updated":
            self.billers[line["value"]["account"]] = line["value"]["enabled"]
        else:
            raise ValueError(f"no such topic in the seeds: {topic}")

    def account(self, order):
        if order["action"] == "open":
            self.accounts[order["account"]] = {
                "kind": order["kind"],
                "currency": order["currency"],
                "state": "open",
                "balance": 0,
                "overdraft": order.get("overdraft_limit_minor", 0),
            }
        else:
            state = {"freeze": "frozen", "unfreeze": "open", "close": "closed"}[order["action"]]
            self.accounts[order["account"]]["state"] = state

    def request(self, raw):
        self.lines += 1
        try:
            order = parse(raw)
            check(order)
        except Malformed as error:
            for worker in self.dead_letters.values():
                worker[error.args[0]] += 1
            return
        identity = [order.get(name) for name in IDENTITY]
        first = self.requests.setdefault(order["payment"].lower(), identity)
        if first is not identity:
            if first == identity:
                self.duplicates += 1
            else:
                self.dead_letters["wallet"]["idempotency_conflict"] += 1
            return
        self.pay(order)

    def pay(self, order):
        state, reason = self.decide(order)
        if state == "settled":
            self.accounts[order["payer"]]["balance"] -= order["amount_minor"]
            self.accounts[order["payee"]]["balance"] += order["amount_minor"]
        self.states[order["kind"]][f"{state}/{reason}" if reason else state] += 1
        if order["kind"] != "topup":
            self.tell(order["payer"], f"payment_{state}")
        elif state != "settled":
            self.tell(order["payee"], f"payment_{state}")
        if order["kind"] in ("transfer", "topup") and state == "settled":
            self.tell(order["payee"], "payment_received")
        asked = self.asked(order)
        if order["kind"] != "transfer" and state != "rejected" and self.billers.get(asked):
            effect = self.effects[asked]
            if state == "settled":
                effect["accepted"] += 1
                effect["accepted_minor"] += order["amount_minor"]
            else:
                effect["refused"] += 1

    def decide(self, order):
        reason = self.rejection(order)
        if reason:
            return "rejected", reason
        if order["kind"] == "transfer":
            return "settled", None
        asked = self.asked(order)
        if asked not in self.billers:
            return "refunded", "biller_unknown"
        if not self.billers[asked]:
            return "refunded", "biller_disabled"
        for rule in self.rules:
            if (order.get("bill") or "").startswith(rule["match"]["bill_prefix"]):
                return ("refunded", rule["reason"]) if rule["behaviour"] == "refuse" else ("settled", None)
        return "settled", None

    def rejection(self, order):
        amount = order["amount_minor"]
        if amount < 1:
            return "invalid_amount"
        if amount > MAXIMUM_AMOUNT:
            return "limit_exceeded"
        # The seeds know no more currencies than their accounts have.
        if order["currency"] not in {account["currency"] for account in self.accounts.values()}:
            return "unknown_currency"
        if order["payer"] == order["payee"]:
            return "payer_is_payee"
        payer, payee = self.accounts.get(order["payer"]), self.accounts.get(order["payee"])
        if payer is None or payee is None:
            return "account_not_found"
        if (payer["kind"], payee["kind"]) != KINDS[order["kind"]]:
            return "kind_not_allowed"
        if "closed" in (payer["state"], payee["state"]):
            return "account_closed"
        if payer["state"] == "frozen":
            return "account_frozen"
        if not payer["currency"] == payee["currency"] == order["currency"]:
            return "currency_mismatch"
        if payer["kind"] != "external" and payer["balance"] - amount < -payer["overdraft"]:
            return "insufficient_funds"
        return None

    def asked(self, order):
        """Whom billing calls about it."""
        return order["payer"] if order["kind"] == "topup" else order["payee"]

    def tell(self, recipient, kind):
        self.notifications[kind] += 1
        if recipient in self.contacts:
            self.mails[kind] += 1

    def expectation(self):
        return {
            "lines": self.lines,
            "payments": len(self.requests),
            "duplicates": self.duplicates,
            "states_by_kind": {kind: states for kind, states in self.states.items() if states},
            "dead_letters": self.dead_letters,
            "notifications": self.notifications,
            "mails": self.mails,
            "biller_effects": self.effects,
            "balances": {account: row["balance"] for account, row in self.accounts.items()},
        }


def main():
    arguments = argparse.ArgumentParser(description="computes what the seed files must lead to")
    arguments.add_argument("--folder", type=pathlib.Path, default=pathlib.Path(__file__).parent)
    arguments.add_argument("--check", action="store_true", help="compare with expected.json")
    options = arguments.parse_args()

    world = World(json.loads((options.folder / "biller-rules.json").read_text())["rules"])
    for name in ("billers", "customers", "topups", "payments"):
        with open(options.folder / f"{name}.ndjson", encoding="utf-8") as lines:
            for line in lines:
                world.apply(json.loads(line))

    found = json.loads(json.dumps(world.expectation()))
    if not options.check:
        json.dump(found, sys.stdout, indent=2, sort_keys=True)
        print()
        return 0
    expected = json.loads((options.folder / "expected.json").read_text())
    differences = [name for name in found if found[name] != expected.get(name)]
    for name in differences:
        print(f"{name} differs: here {str(found[name])[:200]}, expected.json {str(expected.get(name))[:200]}")
    return 1 if differences else 0


if __name__ == "__main__":
    sys.exit(main())
