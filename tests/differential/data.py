"""Reads the data files of a provider and applies readings of its switches, without any of mockling's own code."""

import copy
import json
import re


def load_provider(folder):
    """({file name: document}, [switch]) of schemas/<provider>/."""
    files = {}
    for path in sorted(folder.rglob("*.json")):
        files[path.relative_to(folder).as_posix()] = json.loads(path.read_text(encoding="utf-8"))
    switches = files.pop("switches.json", {"switches": []})["switches"]
    return files, switches


def steps(pointer):
    if pointer and not pointer.startswith("/"):
        raise ValueError("not a JSON Pointer: " + pointer)
    return [step.replace("~1", "/").replace("~0", "~") for step in pointer.split("/")[1:]]


def step_into(place, step):
    return place[int(step)] if isinstance(place, list) else place[step]


def resolve(document, pointer):
    """What the JSON Pointer leads to, or None."""
    for step in steps(pointer):
        try:
            document = step_into(document, step)
        except (KeyError, IndexError, ValueError, TypeError):
            return None
    return document


def glob(pattern):
    """Shell-like: * stays within a path segment, ** crosses them."""
    parts = re.split(r"(\*\*|\*)", pattern)
    return re.compile("".join({"**": ".*", "*": "[^/]*"}.get(part, re.escape(part)) for part in parts) + r"\Z")


def apply_operation(document, operation):
    """RFC 6902 add, remove, replace; changes `document`."""
    path = steps(operation["path"])
    place = document
    for step in path[:-1]:
        place = step_into(place, step)
    last, kind = path[-1], operation["op"]
    if kind == "add" and isinstance(place, list):
        index = len(place) if last == "-" else int(last)
        if index > len(place):
            raise IndexError("beyond the end: " + operation["path"])
        place.insert(index, operation["value"])
    elif kind == "add":
        place[last] = operation["value"]
    elif kind in ("replace", "remove"):
        step_into(place, last)
        key = int(last) if isinstance(place, list) else last
        if kind == "remove":
            del place[key]
        else:
            place[key] = operation["value"]
    else:
        raise ValueError("unknown operation " + kind)


def apply_reading(files, patch):
    """Applies the operations of a reading; the documents it touches are copied first."""
    for operation in patch:
        patterns = operation["file"] if isinstance(operation["file"], list) else [operation["file"]]
        matched = {pattern: [name for name in files if glob(pattern).match(name)] for pattern in patterns}
        for pattern, names in matched.items():
            if not names:
                raise KeyError("names no file: " + pattern)
        for name in sorted(set().union(*matched.values())):
            files[name] = copy.deepcopy(files[name])
            apply_operation(files[name], copy.deepcopy(operation))
