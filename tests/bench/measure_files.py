"""Parts of a large upload, and clients that never read it."""

import os
from contextlib import ExitStack

from helper import Helper
from machine import forget_peak, peak, resident
from measure_clients import others
from servers import Client
from wrk import middle, wrk

SIZE = 20_000_000
PART = ("Range", "bytes=9000000-9065535")
UPLOAD = "/api/v3/media/upload/binary"


def measure(yard, scale, figures):
    content = os.urandom(SIZE)
    (yard.folder / "files").mkdir(exist_ok=True)
    yard.file("files/large.bin", content)
    with ExitStack() as running:
        server, nginx = running.enter_context(yard.mockling()), running.enter_context(yard.nginx())
        link = upload(server, content)
        ranges(scale, figures, server, link, nginx.url + "/files/large.bin")
        deaf(scale, figures, server, link)


def upload(server, content):
    """Uploads as a form; returns the path it can be had at."""
    border = "----bench-7d1c"
    head = f'--{border}\r\nContent-Disposition: form-data; name="file"; filename="large.bin"\r\n' \
           f"Content-Type: application/octet-stream\r\n\r\n"
    client = Client(server.port)
    link = client.data("POST", UPLOAD, head.encode() + content + f"\r\n--{border}--\r\n".encode(),
                       {"Content-Type": f"multipart/form-data; boundary={border}"})["download_url"]
    path = link.removeprefix(server.url)
    status, part = client.ask("GET", path, headers=dict([PART]))
    client.close()
    if status != 206 or part != content[9000000:9065536]:
        raise RuntimeError(f"a part of the upload was answered {status} with {len(part)} bytes, or wrong ones")
    return path


def ranges(scale, figures, server, path, yardstick):
    ours, theirs = [], []
    before = resident(server.pid)
    forget_peak(server.pid)
    for _ in range(scale.rounds):
        ours.append(wrk(server.url + path, scale.seconds, headers=[PART]))
        theirs.append(wrk(yardstick, scale.seconds, headers=[PART]))
    grown = (peak(server.pid) - before) / 1e6
    load = middle(ours)
    figures.add("ranges", "64 KiB ranges of a 20 MB upload, 64 connections", load.rate, "/s", {"nginx": middle(theirs).rate})
    figures.add("ranges_memory", "most memory they took", max(grown, 0), "MB")
    figures.expect(load.failures == 0, f"ranges: {load.failures} of {load.requests} requests failed")


def deaf(scale, figures, server, path):
    alone, beside = [], []
    before = resident(server.pid)
    forget_peak(server.pid)
    for _ in range(scale.rounds):
        alone.append(others(server, scale.seconds))
        with Helper("hold.py", "deaf", server.port, scale.deaf, path):
            beside.append(others(server, scale.seconds))
    load = middle(beside)
    figures.add("deaf_p99", f"{scale.deaf} clients never read a 20 MB file: p99 of others", load.p99, "ms",
                {"without them": middle(alone).p99})
    figures.add("deaf_memory", "most memory they took", max((peak(server.pid) - before) / 1e6, 0), "MB")
    figures.expect(load.failures == 0, f"clients that never read: {load.failures} requests of others failed")
