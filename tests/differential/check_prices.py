#!/usr/bin/env python3
"""Every row of fixtures/prices.json against the price tables in schemas/, in exact decimals. Standard library only.

    check_prices.py ROOT
"""

import json
import pathlib
import sys
from decimal import ROUND_HALF_UP, ROUND_UP, Decimal

from data import load_provider


def given_anywhere(inputs, name):
    """Whether an input is given; "list[].member": whether any entry of the list has it."""
    whole, _, part = name.partition("[].")
    if not part:
        return given(inputs.get(name))
    return any(given(entry.get(part)) for entry in inputs.get(whole) or [])


def given(value):
    return value not in (None, "", [])


def seconds_of(rule, inputs, files):
    """The length that a `seconds` rule gives, in seconds."""
    if "ms" in rule:
        return Decimal(rule["ms"]) / 1000
    if "sum" in rule and given(inputs.get(rule["sum"])):
        return sum((Decimal(entry[rule["item"]]) for entry in inputs[rule["sum"]]), Decimal(0))
    if "file" in rule and given(inputs.get(rule["file"])):
        return Decimal(files.get(inputs[rule["file"]], {}).get("length_ms", rule["assume_ms"])) / 1000
    if "input" in rule and given(inputs.get(rule["input"])):
        return Decimal(inputs[rule["input"]])
    return seconds_of(rule["else"], inputs, files)


def applies(row, inputs):
    return all(inputs.get(name) == value for name, value in row.get("when", {}).items()) and all(given_anywhere(inputs, name) for name in row.get("given", []))


def with_defaults(schema, value):
    """The value with the defaults of its members, and of theirs."""
    if isinstance(value, list):
        return [with_defaults(schema.get("items", {}), item) for item in value]
    if not isinstance(value, dict):
        return value
    parts = schema.get("properties", {})
    defaults = {name: part["default"] for name, part in parts.items() if "default" in part}
    return {**defaults, **{name: with_defaults(parts.get(name, {}), item) for name, item in value.items()}}


def price_of(document, inputs, files):
    inputs = with_defaults(document["input"], inputs)
    price = document["price"]
    row = next(row for row in price["rows"] if applies(row, inputs))
    if "flat" in row:
        return Decimal(row["flat"])
    length = seconds_of(price["seconds"], inputs, files)
    if "round" in price:
        length = length.quantize(Decimal(1), ROUND_UP if price["round"] == "up" else ROUND_HALF_UP)
    return Decimal(row["per_second"]) * max(length, Decimal(price.get("minimum_seconds", 0)))


def main():
    root = pathlib.Path(sys.argv[1])
    rows = json.loads((root / "fixtures" / "prices.json").read_text(encoding="utf-8"))
    models = {}
    for provider in {row["provider"] for row in rows}:
        files, _ = load_provider(root / "schemas" / provider)
        models.update({(provider, document["id"]): document for name, document in files.items() if name.startswith("models/")})
    wrong = 0
    for row in rows:
        document = models[row["provider"], row["model"]]
        amount = price_of(document, row["input"], row.get("files", {}))
        if amount != Decimal(row["amount"]) or document["price"]["currency"] != row["currency"]:
            wrong += 1
            print(f"FAIL {row['model']} {json.dumps(row['input'])}: {amount}, not {row['amount']} ({row['source']})")
    unpriced = sorted(key[1] for key in set(models) - {(row["provider"], row["model"]) for row in rows})
    for model in unpriced:
        print("FAIL no price row for", model)
    print(f"{len(rows)} price rows of {len(models)} models, {wrong + len(unpriced)} problems")
    return 1 if wrong or unpriced or not rows else 0


if __name__ == "__main__":
    sys.exit(main())
