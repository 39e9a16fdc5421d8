"""The conformance suite's cases as they lie in conformance/cases."""
import json
import pathlib

ROOT = pathlib.Path(__file__).resolve().parents[2]


def all_cases():
    return [json.loads(path.read_text(encoding="utf-8")) for path in sorted((ROOT / "conformance/cases").rglob("*.json"))]


def checks_of(node):
    """Every check that a case can have, its own first, then those of its patches."""
    if isinstance(node, dict):
        for name, value in node.items():
            if name in ("expect", "expect_more") and isinstance(value, list):
                yield from (check for check in value if isinstance(check, dict) and "check" in check)
            elif isinstance(value, (dict, list)):
                yield from checks_of(value)
    elif isinstance(node, list):
        for value in node:
            yield from checks_of(value)
