"""python check_meta.py META_FOLDER < [[kind, name, document], …]: prints what does not fit META_FOLDER/<kind>.schema.json."""

import json
import pathlib
import sys

from jsonschema import Draft202012Validator
from referencing import Registry, Resource


def main():
    schemas = {path.name: json.loads(path.read_text(encoding="utf-8")) for path in pathlib.Path(sys.argv[1]).glob("*.schema.json")}
    registry = Registry().with_resources([(name, Resource.from_contents(schema)) for name, schema in schemas.items()])
    for schema in schemas.values():
        Draft202012Validator.check_schema(schema)
    validators = {name.split(".")[0]: Draft202012Validator(schema, registry=registry) for name, schema in schemas.items()}
    wrong = 0
    for kind, name, document in json.load(sys.stdin):
        for error in validators[kind].iter_errors(document):
            wrong += 1
            print(f"\nFAIL {name} {error.json_path}: {error.message[:300]}", end="")
    print(f", {wrong} problems")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
