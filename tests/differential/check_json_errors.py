#!/usr/bin/env python3
"""What fal says of bodies that are no JSON, against Python's own json. Standard library only.

    check_json_errors.py MOCKLING [--count N] [--seed N]

Sends bodies to a server of its own: a list of the known ways to break one, and a sound body with characters left out,
put in or exchanged. Place, reason and words must be Python's.
"""

import argparse
import http.client
import json
import random
import subprocess
import sys

PATH = "/fal.run/fal-ai/kling-video/o3/4k/text-to-video"
UNREADABLE = {"detail": "There was an error parsing the body"}
# No prompt, so that a sound body is refused at once, too.
SOUND = '{"a": [1, -2.5e+3, 0.5E-1, "é\\u00e9\\ud83c\\udfac\\n\\\\ 🎬", null, true, false, {"b": {}, "c": []}],\r\n\t"d": "x/\\/y"}'
BROKEN = ["  ", "\ufeff", "\ufeff{", "{", "{a", '{"a"', '{"a" x', '{"a":', '{"a":1', '{"a":1,', '{"a":1,}', "{'a':1}", '{"a":1 "b"}', "{,}", "{]", "[", "[1", "[1,", "[1,]",
          "[,]", "[1,,2]", "[1 2]", "[1}", '"abc', '"', '"a\nb"', '"\t"', '"\x7f', '"\\x"', '"\\', '"\\u', '"\\u12', '"\\u1234', '"\\u12G4"', '"\\ud800\\u12g4"', '"é\\q"',
          "nul", "nulll", "tru", "-", "--1", "01", "-01", "1.", ".5", "1e", "1e+", "1e5.5", "+1", "0x1", "-Infinit", "NaN", "[Infinity]", "[-Infinity]", "NaN,", '["\\ud800"]',
          "{} x", "{}{}", "[]]", "é", "🎬🎬", '["🎬" 🎬]', "prompt=x", "<a/>", "//", "[1] // x", "{}\x00", "{}\x00{}", "[1, \x00]", "\u00a0{}", "[1e400]", "[" * 2000, '{"a":' * 2000]
LETTERS = ['"', "\\", "{", "}", "[", "]", ":", ",", " ", "\n", "\x01", "0", "1", "-", ".", "e", "+", "n", "u", "t", "é", "🎬", "'", "/"]


def changed(rng):
    text = list(SOUND)
    for _ in range(rng.choice([1, 1, 1, 2, 3])):
        at = rng.randrange(len(text))
        how = rng.randrange(4)
        text[at:at + (how > 0)] = [] if how == 1 else [rng.choice(LETTERS)]
        if how == 3:
            del text[at + 1:]
        text = text or [" "]  # an empty body is no JSON error but a missing one
    return "".join(text).encode()


def is_plain(body):
    """Whether what Python took is JSON to others, too: no NaN, no number beyond a double, no half of a pair, not too deep."""
    def no(_):
        raise ValueError
    try:
        value = json.loads(body, parse_constant=no, parse_float=lambda text: no(text) if abs(float(text)) == float("inf") else float(text))
        json.dumps(value, ensure_ascii=False).encode()
        return True
    except (ValueError, RecursionError):
        return False


def expected(body):
    """(status, body or None where only the status counts) of the answer; None where nothing can be said."""
    try:
        json.loads(body)
    except json.JSONDecodeError as error:
        if error.msg.startswith("Illegal trailing comma"):  # since Python 3.13
            return None
        item = {"type": "json_invalid", "loc": ["body", error.pos], "msg": "JSON decode error", "input": {}, "ctx": {"error": error.msg}}
        return 422, {"detail": [item]}
    except (ValueError, RecursionError):
        return 400, UNREADABLE
    return (422, None) if is_plain(body) else (400, UNREADABLE)


def ask(connection, body):
    connection.request("POST", PATH, body, {"Authorization": "Key mk:json", "Content-Type": "application/json"})
    answer = connection.getresponse()
    return answer.status, json.loads(answer.read())


def check(connection, bodies):
    wrong, reasons = 0, {}
    for body in bodies:
        wanted = expected(body)
        if wanted is None:
            continue
        status, document = ask(connection, body)
        detail = document["detail"]
        said = detail[0]["type"] if isinstance(detail, list) else ""
        right = status == wanted[0] and (document == wanted[1] if wanted[1] else said != "json_invalid")
        reason = wanted[1]["detail"][0]["ctx"]["error"] if wanted[0] == 422 and wanted[1] else str(wanted[0])
        reasons[reason] = reasons.get(reason, 0) + 1
        if not right:
            wrong += 1
            print(f"FAIL {body[:200]!r}: {status} {json.dumps(document)[:300]}, not {wanted}")
    print(f"{sum(reasons.values())} bodies, {wrong} disagreements; {reasons}")
    return wrong + (len(reasons) < 11)  # nine reasons, unreadable, and sound


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("mockling")
    parser.add_argument("--count", type=int, default=1500)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    rng = random.Random(options.seed)
    bodies = [body.encode() for body in BROKEN] + [b"\xff", b'"\xc3', b'{"\xe9": 1}', SOUND.encode()] + [changed(rng) for _ in range(options.count)]
    server = subprocess.Popen([options.mockling, "serve", "--port", "0"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    try:
        host = json.loads(server.stdout.readline())["http"].removeprefix("http://")
        return 1 if check(http.client.HTTPConnection(host, timeout=10), bodies) else 0
    finally:
        server.terminate()
        server.wait(10)


if __name__ == "__main__":
    sys.exit(main())
