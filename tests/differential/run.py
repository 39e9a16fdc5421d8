#!/usr/bin/env python3
"""The input schemas mean the same to everybody: npm ajv, Python's jsonschema and mockling agree on random bodies.

    run.py --root ROOT --tools FOLDER [--mockling PROGRAM] [--count N] [--seed N]

Installs the two validators into FOLDER (pinned by package-lock.json and requirements.txt), then
  1. the data files fit schemas/_meta, as they stand and under every reading of every switch, and the cases of the
     conformance suite and a report of it fit schemas/_conformance;
  2. every case of fixtures/cases is judged by both as the case expects of the plain schema;
  3. N random bodies are judged alike, verdict and places and keywords, by all.
  4. the OpenAPI documents that mockling prints of fal's endpoints are valid, and accept and refuse what the schemas do.
A disagreement prints the body and the seed that makes it again. Without --mockling the two validators are compared alone.
"""

import argparse
import collections
import json
import pathlib
import random
import shutil
import subprocess
import sys
import urllib.request
import venv

from bodies import bodies
from check_data import attempt
from data import load_provider

HERE = pathlib.Path(__file__).resolve().parent
UNREADABLE = {"valid": False, "violations": [{"path": "", "keyword": "not JSON"}]}
RULES = {"empty", "one_of", "any_of", "not_together", "needs", "sum_equals", "sum_at_most", "max_items_with", "items_at_most", "required_if", "absent",
         "ascending", "references", "public_https"}


def install(tools):
    """Makes FOLDER/node and FOLDER/python unless they hold exactly what is pinned."""
    pins = {name: (HERE / name).read_text(encoding="utf-8") for name in ("package.json", "package-lock.json", "requirements.txt")}
    stamp = tools / "installed.json"
    if stamp.exists() and json.loads(stamp.read_text(encoding="utf-8")) == pins:
        return
    shutil.rmtree(tools, ignore_errors=True)
    (tools / "node").mkdir(parents=True)
    for name in ("package.json", "package-lock.json"):
        shutil.copy(HERE / name, tools / "node" / name)
    subprocess.run(["npm", "ci", "--no-audit", "--no-fund", "--ignore-scripts"], cwd=tools / "node", check=True, stdout=sys.stderr)
    venv.create(tools / "python", with_pip=True)
    subprocess.run([python(tools), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-r", HERE / "requirements.txt"], check=True)
    stamp.write_text(json.dumps(pins), encoding="utf-8")


def python(tools):
    return str(tools / "python" / "bin" / "python")


def ask(command, lines):
    """The verdicts of a validator that reads bodies and prints verdicts, one JSON object a line."""
    done = subprocess.run([str(part) for part in command], input="\n".join(lines) + "\n", capture_output=True, text=True, encoding="utf-8")
    # mockling ends with 1 when anything was refused, as its other commands do.
    if done.returncode not in (0, 1):
        sys.exit(f"{command[0]} ended with {done.returncode}:\n{done.stderr[-3000:]}")
    verdicts = [json.loads(line) for line in done.stdout.splitlines()]
    if len(verdicts) != len(lines):
        sys.exit(f"{command[0]} gave {len(verdicts)} verdicts for {len(lines)} bodies\n{done.stderr[-3000:]}")
    return [verdict if "valid" in verdict else UNREADABLE for verdict in verdicts]


def found(verdict):
    """The violations as a set of (place, keyword). Where the type is wrong, nothing else about that value counts."""
    pairs = {(entry["path"], entry["keyword"]) for entry in verdict["violations"]}
    wrong = {path for path, keyword in pairs if keyword == "type"}
    return {(path, keyword) for path, keyword in pairs if keyword == "type" or path not in wrong}


def check_meta(tools, root):
    """Problems of the data files, and of every universe of one reading, with schemas/_meta."""
    jobs = []
    for folder in sorted(path.parent for path in (root / "schemas").glob("*/provider.json")):
        files, switches = load_provider(folder)
        jobs.append(["switches", "switches.json", {"switches": switches}])
        universes = [("", files)]
        for switch in switches:
            for reading, entry in switch["readings"].items():
                if "patch" in entry:
                    universes.append((f" with {switch['name']}={reading}", attempt(files, [(switch, reading)])))
        for where, universe in universes:
            for name, document in universe.items():
                if not where or document is not files[name]:
                    kind = "model" if name.startswith("models/") else name.removesuffix(".json")
                    jobs.append([kind, name + where, document])
    jobs.append(["monitors", "conformance/monitors.json", json.loads((root / "conformance/monitors.json").read_text(encoding="utf-8"))])
    report = ["report", "fixtures/conformance/report.json", json.loads((root / "fixtures/conformance/report.json").read_text(encoding="utf-8"))]
    suite = [report] + [["case", str(path.relative_to(root)), json.loads(path.read_text(encoding="utf-8"))]
                        for path in sorted((root / "conformance/cases").rglob("*.json"))]
    return sum(check_folder(tools, root / "schemas" / name, some) for name, some in (("_meta", jobs), ("_conformance", suite)))


def check_folder(tools, folder, jobs):
    done = subprocess.run([python(tools), HERE / "check_meta.py", folder], input=json.dumps(jobs), text=True, capture_output=True)
    print(f"{folder.name}: {len(jobs)} documents{done.stdout or ''}{done.stderr[-3000:]}")
    return done.returncode


def check_cases(path, judges):
    """Cases whose expectation of the plain schema a validator does not share."""
    wrong = 0
    cases = [case for case in json.loads(path.read_text(encoding="utf-8")) if "no_such_field" not in case["input"] and not case.get("lenient")]
    lines = [json.dumps({"model": case["model"], "input": case["input"]}, ensure_ascii=False) for case in cases]
    for name, judge in judges.items():
        for case, verdict in zip(cases, judge(lines)):
            wanted = set()
            if case["expect"] != "accept" and case["expect"]["keyword"] not in RULES:
                field = "/" + case["expect"]["field"].replace("[", "/").replace("]", "").replace(".", "/")
                wanted = {(field, case["expect"]["keyword"])}
            if found(verdict) != wanted:
                wrong += 1
                print(f"FAIL {name} on {case['model']}, {case['why']}: {sorted(found(verdict))}, not {sorted(wanted)}")
    print(f"cases: {len(cases)} of {path.name} by {', '.join(judges)}")
    return wrong


def compare(schemas, judges, count, seed):
    made = bodies(schemas, random.Random(seed), count)
    lines = [f'{{"model":{json.dumps(model)},"input":{body}}}' for model, body in made]
    verdicts = {name: judge(lines) for name, judge in judges.items()}
    first = next(iter(judges))
    wrong, accepted, keywords = 0, 0, collections.Counter()
    for index, (model, body) in enumerate(made):
        accepted += verdicts[first][index]["valid"]
        keywords.update(keyword for _, keyword in found(verdicts[first][index]))
        # A number beyond every double is no number to mockling's parser, so only the verdict can be the same.
        plain = "e400" not in body
        answers = {name: (verdict[index]["valid"], sorted(found(verdict[index])) if plain else None) for name, verdict in verdicts.items()}
        if any(answer != answers[first] for answer in answers.values()):
            wrong += 1
            print(f"FAIL seed {seed} body {index} of {model}: {body[:600]}")
            for name, answer in answers.items():
                print(f"     {name}: {answer}")
    print(f"bodies: {len(made)} with seed {seed} by {', '.join(judges)}: {accepted} accepted, {wrong} disagreements; violations {dict(keywords.most_common())}")
    if not 0 < accepted < len(made) or len(keywords) < 6:
        print("FAIL the bodies are too much alike to tell anything")
        wrong += 1
    return wrong


def openapi_documents(mockling, endpoints):
    """{endpoint: OpenAPI document} as a server of our own prints them."""
    server = subprocess.Popen([mockling, "serve", "--port", "0"], stdout=subprocess.PIPE, text=True)
    try:
        site = json.loads(server.stdout.readline())["http"] + "/fal.ai/api/openapi/queue/openapi.json?endpoint_id="
        documents = {}
        for endpoint in endpoints:
            with urllib.request.urlopen(site + endpoint, timeout=10) as answer:
                documents[endpoint] = json.load(answer)
        return documents
    finally:
        server.terminate()
        server.wait(10)


def check_openapi(tools, mockling, schemas, count, seed):
    documents = openapi_documents(mockling, schemas)
    endpoints = {name: {"schema": schema, "document": documents[name]} for name, schema in schemas.items()}
    lines = [f'{{"model":{json.dumps(model)},"input":{body}}}' for model, body in bodies(schemas, random.Random(seed), count) if "e400" not in body]
    (tools / "openapi-bodies.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    done = subprocess.run([python(tools), HERE / "check_openapi.py", tools / "openapi-bodies.jsonl"], input=json.dumps(endpoints), text=True)
    return done.returncode


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--root", type=pathlib.Path, required=True)
    parser.add_argument("--tools", type=pathlib.Path, required=True)
    parser.add_argument("--mockling", type=pathlib.Path)
    parser.add_argument("--count", type=int, default=6200)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    install(options.tools)
    wrong = check_meta(options.tools, options.root)
    for folder in sorted(path.parent for path in (options.root / "schemas").glob("*/provider.json")):
        files, _ = load_provider(folder)
        schemas = {document["id"]: document["input"] for name, document in files.items() if name.startswith("models/")}
        schema_file = options.tools / (folder.name + "-schemas.json")
        schema_file.write_text(json.dumps(schemas), encoding="utf-8")
        commands = {
            "ajv": ["node", HERE / "ask_ajv.mjs", options.tools / "node" / "node_modules", schema_file],
            "jsonschema": [python(options.tools), HERE / "ask_jsonschema.py", schema_file],
        }
        if options.mockling:
            commands["mockling"] = [options.mockling, "validate", "--provider", folder.name, "--batch"]
        else:
            print("mockling: not built, so not asked")
        judges = {name: (lambda lines, command=command: ask(command, lines)) for name, command in commands.items()}
        wrong += check_cases(options.root / "fixtures" / "cases" / (folder.name + "-validation.json"), judges)
        wrong += compare(schemas, judges, options.count, options.seed)
        if options.mockling and "openapi" in files["provider.json"]:
            wrong += check_openapi(options.tools, options.mockling, schemas, options.count, options.seed)
    print("agreed" if wrong == 0 else "NOT agreed")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
