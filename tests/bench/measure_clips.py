"""Clips: made from nothing, found in the cache, and many at once beside a client that polls."""

import http.client
import itertools
import shutil
import statistics
import subprocess
import time
from concurrent.futures import ThreadPoolExecutor

from helper import Helper
from machine import cpu_seconds
from servers import AT_ONCE, KEY, RESULT, Client

LONG = {"duration": 15, "sound": True, "aspect_ratio": "16:9"}
CACHED_READS = 50
# One 4K picture through FFmpeg: what the machine takes for the one thing that cannot be done without it.
ONE_PICTURE = ["ffmpeg", "-v", "error", "-f", "lavfi", "-i", "testsrc2=s=3840x2160:r=24", "-frames:v", "1",
               "-c:v", "libx264", "-preset", "ultrafast", "-f", "null", "-"]


def measure(yard, scale, figures):
    cold(yard, scale, figures)
    at_once(yard, scale, figures)


def cold(yard, scale, figures):
    cold_times, cold_cpu, pictures, cached = [], [], [], []
    for _ in range(scale.cold_clips):
        pictures.append(one_picture())
        cache = yard.folder / "cold"
        with yard.mockling(AT_ONCE, cache) as server:
            started, used = time.perf_counter(), cpu_seconds(server.pid, True)
            client = Client(server.port)
            download(server, client.submit(**LONG)["outputs"][0])
            cold_times.append((time.perf_counter() - started) * 1e3)
            cold_cpu.append((cpu_seconds(server.pid, True) - used) * 1e3)
            links = [client.submit(**LONG)["outputs"][0] for _ in range(CACHED_READS // scale.cold_clips)]
            cached += [download(server, link) for link in links]
            client.close()
        shutil.rmtree(cache)
    figures.add("clip_cold", "15 s of 4K with sound, nothing cached: submit to last byte", statistics.median(cold_times),
                "ms", {"ffmpeg, one 4K picture": statistics.median(pictures)})
    figures.add("clip_cold_cpu", "processor time of that", statistics.median(cold_cpu), "ms")
    figures.add("clip_cached", "the same, shape cached: first byte", statistics.median(cached), "ms")


def one_picture():
    started = time.perf_counter()
    subprocess.run(ONE_PICTURE, check=True, timeout=60, stdin=subprocess.DEVNULL)
    return (time.perf_counter() - started) * 1e3


def download(server, link):
    """Reads a whole clip; returns the milliseconds to its first byte."""
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=90)
    started = time.perf_counter()
    connection.request("GET", link.removeprefix(server.url))
    answer = connection.getresponse()
    first = answer.read(1)
    waited = (time.perf_counter() - started) * 1e3
    clip = first + answer.read()
    connection.close()
    if answer.status != 200 or clip[4:8] != b"ftyp":
        raise RuntimeError(f"{link} was answered {answer.status} and no clip")
    return waited


def at_once(yard, scale, figures):
    wishes = [{"duration": seconds, "aspect_ratio": ratio, "sound": sound} for seconds, ratio, sound
              in itertools.product(range(15, 2, -1), ("16:9", "9:16", "1:1"), (True, False))][:scale.shapes]
    with yard.mockling(AT_ONCE, yard.folder / "shapes") as server:
        client = Client(server.port)
        polled = RESULT.format(client.submit()["id"])
        with Helper("poll.py", server.port, polled, KEY) as quiet:
            time.sleep(scale.watch)
        with Helper("poll.py", server.port, polled, KEY) as busy:
            started = time.perf_counter()
            with ThreadPoolExecutor(len(wishes)) as pool:
                links = [client.submit(**wish)["outputs"][0] for wish in wishes]
                list(pool.map(lambda link: download(server, link), links))
            seconds = time.perf_counter() - started
        client.close()
    failed = quiet.told["failed"] + busy.told["failed"]
    figures.expect(failed == 0, f"polls while clips are made: {failed} failed")
    figures.add("shapes_poll_p99", f"{len(wishes)} shapes made at once: p99 of a poll", busy.told["p99"], "ms",
                {"without them": quiet.told["p99"]})
    figures.add("shapes_seconds", f"{len(wishes)} shapes made at once: all read", seconds, "s")
