"""python ask_jsonschema.py SCHEMAS.json < bodies.jsonl > verdicts.jsonl

The same question and answer as ask_ajv.mjs, for Python's jsonschema.
"""

import json
import sys

from jsonschema import Draft202012Validator


def pointer(path):
    return "".join("/" + str(step).replace("~", "~0").replace("/", "~1") for step in path)


def places(error):
    """The places of the values that are wrong: for missing or unknown members, the members'."""
    base = pointer(error.absolute_path)
    if error.validator == "required":
        return [base + pointer([name]) for name in error.validator_value if name not in error.instance and repr(name) in error.message]
    if error.validator == "additionalProperties":
        return [base + pointer([name]) for name in error.instance if name not in error.schema.get("properties", {})]
    return [base]


def verdict(validator, body):
    errors = list(validator.iter_errors(body))
    return {"valid": not errors, "violations": [{"path": place, "keyword": error.validator} for error in errors for place in places(error)]}


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        schemas = json.load(file)
    for schema in schemas.values():
        Draft202012Validator.check_schema(schema)
    validators = {model: Draft202012Validator(schema) for model, schema in schemas.items()}
    for line in sys.stdin:
        body = json.loads(line)
        print(json.dumps(verdict(validators[body["model"]], body["input"])))


if __name__ == "__main__":
    main()
