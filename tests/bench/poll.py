#!/usr/bin/env python3
"""poll.py PORT PATH KEY: polls as one patient client does, every 2 ms, until stdin ends or 120 s have passed.

Prints {"ready": true} after the first answer, and at the end {"polls", "failed", "p50", "p99", "max"} in milliseconds.
"""

import http.client
import json
import select
import sys
import time

PATIENCE = 120
PACE = 0.002


def main():
    port, path, key = int(sys.argv[1]), sys.argv[2], sys.argv[3]
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    ends = time.monotonic() + PATIENCE
    times, failed = [], 0
    while True:
        started = time.perf_counter()
        connection.request("GET", path, headers={"Authorization": f"Bearer {key}"})
        answer = connection.getresponse()
        answer.read()
        times.append((time.perf_counter() - started) * 1e3)
        failed += answer.status != 200
        if len(times) == 1:
            print(json.dumps({"ready": True}), flush=True)
        if select.select([sys.stdin], [], [], PACE)[0] or time.monotonic() > ends:
            break
    times.sort()
    print(json.dumps({"polls": len(times), "failed": failed, "p50": times[len(times) // 2],
                      "p99": times[int(len(times) * 0.99)], "max": times[-1]}), flush=True)


if __name__ == "__main__":
    main()
