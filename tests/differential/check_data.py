#!/usr/bin/env python3
"""Checks what the data files under schemas/<provider>/ say about themselves and each other. Standard library only.

    check_data.py ROOT      ROOT is the repository

Every pointer of `sources` and `catalog` leads somewhere; rules, prices and media name fields that exist; prices are exact
and agree with the catalog's base price; every reading of every switch applies, alone and together with any other.
"""

import copy
import itertools
import json
import pathlib
import re
import sys
from decimal import Decimal

from data import apply_reading, load_provider, resolve

KEYWORDS = {"$schema", "type", "enum", "const", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf", "minLength",
            "maxLength", "minItems", "maxItems", "items", "required", "properties", "additionalProperties", "default", "anyOf", "allOf",
            "if", "then", "else", "not", "format", "description", "title", "examples"}
CONFIDENCES = {"documented", "observed", "sdk", "derived", "reported", "assumed"}
PRESENCE = {"one_of", "any_of", "not_together", "needs", "required_if", "absent"}
DECIMAL = re.compile(r"^(0|[1-9][0-9]*)(\.[0-9]{1,9})?$")

problems = []


def expect(condition, *what):
    if not condition:
        problems.append(" ".join(str(part) for part in what))


def subschemas(schema):
    yield schema
    for keyword in ("items", "if", "then", "else", "not"):
        if keyword in schema:
            yield from subschemas(schema[keyword])
    for keyword in ("anyOf", "allOf"):
        for part in schema.get(keyword, []):
            yield from subschemas(part)
    for part in schema.get("properties", {}).values():
        yield from subschemas(part)


def check_input(name, schema):
    expect(schema.get("type") == "object", name, "/input is no object schema")
    expect(schema.get("$schema", "").endswith("2020-12/schema"), name, "/input names no dialect")
    for part in subschemas(schema):
        for keyword in part:
            expect(keyword in KEYWORDS, name, "keyword outside our subset:", keyword)
        expect(part.get("required") != [], name, "empty required")
        if "default" in part and "enum" in part:
            expect(part["default"] in part["enum"], name, "default outside its enum", part["default"])
        if "properties" in part and "required" in part and part.get("type") == "object":
            expect(set(part["required"]) <= set(part["properties"]), name, "requires a field it does not have")


def check_sources(name, document):
    sources = document.get("sources", {})
    expect("" in sources, name, "/sources has no entry for the whole file")
    for pointer, entry in sources.items():
        expect(resolve(document, pointer) is not None, name, "/sources points nowhere:", pointer)
        expect(set(entry) == {"source", "confidence"} and entry["source"], name, "/sources entry incomplete:", pointer)
        expect(entry.get("confidence") in CONFIDENCES, name, "unknown confidence at", pointer)


def fields_of_seconds(seconds):
    for key in ("input", "sum", "file"):
        if key in seconds:
            yield seconds[key]
    if "else" in seconds:
        yield from fields_of_seconds(seconds["else"])


def check_price(name, document):
    price, properties = document["price"], document["input"]["properties"]
    amounts = [row.get("per_second", row.get("flat", "")) for row in price["rows"]] + [price["base"]]
    for amount in amounts:
        expect(DECIMAL.match(amount), name, "/price amount is no exact decimal:", amount)
    for field in fields_of_seconds(price.get("seconds", {})):
        expect(field in properties, name, "/price/seconds names no field:", field)
    for row in price["rows"]:
        expect(("per_second" in row) != ("flat" in row), name, "/price row needs per_second or flat")
        expect("flat" in row or "seconds" in price, name, "/price has a rate but no seconds")
        for field in [*row.get("when", {}), *row.get("given", [])]:
            expect(schema_at(document["input"], field) is not None, name, "/price row names no field:", field)
    last = price["rows"][-1]
    expect("when" not in last and "given" not in last, name, "/price has no row for every input")
    if price["currency"] == "credits":
        expect(price["base"] in amounts[:-1], name, "/price/base is not the price of any row")
    elif document["id"].startswith("fal-ai/"):
        expect(price["base"] == last.get("per_second"), name, "/price/base is not the unit price")
    elif price.get("seconds") == {"input": "duration"} and "flat" not in last and "turbo" not in name.replace("v2.5-turbo", ""):
        expect(Decimal(last["per_second"]) * 5 == Decimal(price["base"]), name, "/price/base is not the price of 5 seconds")


def check_media(name, document):
    media, properties = document["media"], document["input"]["properties"]
    if media["output"] != "video":
        return
    sizes = media["size"]["from"].values() if "from" in media["size"] else [media["size"]]
    if "choose" in media["size"]:
        expect(set(media["size"]["from"]) == set(properties[media["size"]["choose"]]["enum"]), name, "/media/size/from does not cover its input")
    named = [media["sound"].get("input"), media["sound"].get("follow"), media["sound"].get("if")]
    named += fields_of_seconds(media["seconds"])
    for field in filter(None, named):
        expect(field in properties, name, "/media names no field:", field)
    for size in sizes:
        check_size(name, size, properties)


def check_size(name, size, properties):
    for field in filter(None, (size.get("input"), size.get("follow"))):
        expect(field in properties, name, "/media/size names no field:", field)
    if size.get("input"):
        left_out = set(properties[size["input"]]["enum"]) - set(size["table"])
        expect(set(size["table"]) <= set(properties[size["input"]]["enum"]), name, "/media/size/table has rows nobody can ask for")
        expect(not left_out or "follow" in size, name, "/media/size/table does not cover its input", left_out)
    for width, height in [size["else"], *size.get("table", {}).values()]:
        expect(width % 2 == 0 and height % 2 == 0, name, "/media/size has an odd side")
    areas = {width * height for width, height in size.get("table", {}).values()}
    expect(len(areas) <= 1, name, "/media/size/table mixes areas", areas)


def schema_at(schema, place):
    """The schema of a place like "a.b" or "a.list[].b", looked for in `then`, too; None when there is none."""
    for step in place.replace("[]", ".[]").split("."):
        branches = [branch for branch in (schema or {}, (schema or {}).get("then", {})) if branch]
        found = [branch["items"] if step == "[]" else branch["properties"][step] for branch in branches
                 if (step == "[]" and "items" in branch) or step in branch.get("properties", {})]
        schema = found[-1] if found else None
    return schema


def condition_places(entry):
    condition = entry.get("if") or entry.get("unless")
    return [condition.get("field") or condition["given"]] if condition else []


def check_rules(name, document, endings):
    known = lambda place: schema_at(document["input"], place) is not None
    for rule in document["rules"]:
        each = rule["list"] + "[]." if "list" in rule and rule["rule"] in PRESENCE else ""
        for place in [*rule.get("fields", []), *(rule[key] for key in ("field", "with") if key in rule)]:
            expect(known(each + place), name, "/rules names no field:", place)
        for place in [*condition_places(rule), *([rule["list"]] if "list" in rule else []), *rule.get("lists", [])]:
            expect(known(place), name, "/rules names no field:", place)
        if "item" in rule:
            expect(known(rule["list"] + "[]." + rule["item"]), name, "/rules names no item")
        expect(("ending" in rule) == (rule.get("when") == "run"), name, "/rules: an ending belongs to when=run and only there")
        expect(rule.get("ending", "ok") in endings, name, "/rules names no ending:", rule.get("ending"))


def check_file_limits(name, document, known):
    for limits in document.get("file_limits", []):
        for place in [limits["field"], *condition_places(limits)]:
            expect(schema_at(document["input"], place) is not None, name, "/file_limits names no field:", place)
        for limit in set(limits) - {"field", "if"}:
            expect(limit in known, name, "/file_limits has a limit nobody keeps:", limit)


def check_catalog(name, document):
    for key, notes in document.get("catalog", {}).items():
        if key == "":  # of the model itself
            continue
        pointer = key if key.startswith("/") else "/properties/" + key
        place = resolve(document["input"], pointer)
        expect(place is not None, name, "/catalog points nowhere:", key)
        expect(not set(notes) & set(place or {}), name, "/catalog repeats a keyword at", key)


def check_files(name, document, endings):
    for group in document.get("files", []):
        for field in group["fields"]:
            expect(schema_at(document["input"], field) is not None, name, "/files names no field:", field)
        for limit in group["limits"]:
            expect(limit["ending"] in endings, name, "/files names no ending:", limit["ending"])


def check_model(name, document, provider):
    expect(name == "models/" + document["id"].split("/", 1)[-1] + ".json", name, "does not mirror its id", document["id"])
    check_input(name, document["input"])
    check_sources(name, document)
    check_price(name, document)
    check_media(name, document)
    check_rules(name, document, provider["endings"])
    check_file_limits(name, document, {row[key] for row in provider.get("file_limits", []) for key in ("min", "max", "in") if key in row})
    check_catalog(name, document)
    check_files(name, document, provider["endings"])


def attempt(files, readings):
    """The problems of applying `readings` (switch, reading name) in the order of switch names."""
    touched = copy.copy(files)
    for switch, reading in sorted(readings, key=lambda pair: pair[0]["name"]):
        try:
            apply_reading(touched, switch["readings"][reading].get("patch", []))
        except (KeyError, IndexError, ValueError) as failure:
            expect(False, f"switch {switch['name']}={reading} does not apply:", failure, "with", [f"{s['name']}={r}" for s, r in readings])
    return touched


def check_switches(files, switches):
    names = [switch["name"] for switch in switches]
    expect(len(set(names)) == len(names), "switches.json repeats a name")
    choices = []
    for switch in switches:
        readings = switch["readings"]
        expect(switch["default"] in readings and switch.get("strict", switch["default"]) in readings, switch["name"], "names no reading")
        expect("patch" not in readings[switch["default"]], switch["name"], "the default reading must have no patch")
        for reading, entry in readings.items():
            expect(entry.get("says") and entry.get("source"), switch["name"], reading, "says nothing or has no source")
            expect(reading == switch["default"] or entry.get("patch"), switch["name"], reading, "changes nothing")
            if entry.get("patch"):
                choices.append((switch, reading))
                expect(attempt(files, [(switch, reading)]) != files, switch["name"], reading, "changes nothing")
    for first, second in itertools.combinations(choices, 2):
        if first[0] is not second[0]:
            attempt(files, [first, second])
    strict = [(switch, switch["strict"]) for switch in switches if "strict" in switch]
    attempt(files, strict)
    return len(choices)


def main():
    root = pathlib.Path(sys.argv[1])
    models = switches = 0
    for folder in sorted(path.parent for path in (root / "schemas").glob("*/provider.json")):
        files, readings = load_provider(folder)
        provider = files["provider.json"]
        check_sources("provider.json", provider)
        ids = [document["id"] for name, document in files.items() if name.startswith("models/")]
        expect(len(set(ids)) == len(ids), folder.name, "repeats a model id")
        for name, document in files.items():
            if name.startswith("models/"):
                check_model(name, document, provider)
        models += len(ids)
        switches += check_switches(files, readings)
    for problem in problems:
        print("FAIL", problem)
    print(f"{models} models, {switches} readings with patches, {len(problems)} problems")
    return 1 if problems or not models else 0


if __name__ == "__main__":
    sys.exit(main())
