"""How a careful user fetches a clip. The SDKs leave this to their users, so the checks of the files judge these lines."""

import hashlib
import http.client
import os
import time
import urllib.error
import urllib.request
import zlib

from driver import Failure

TRIES = 4


def download(url, file, idle=10.0, size=None, task_id=None, aborted=None):
    """The clip at `url`, whole, as `file`: beside it until the last byte is there. `size` is what the provider announced."""
    part = f"{file}.part"
    for attempt in range(1, TRIES + 1):
        try:
            digest, written = once(url, part, idle, size, task_id, aborted)
            os.replace(part, file)
            return {"url": url, "path": str(file), "sha256": digest, "size": written, "nsfw": None}
        except Failure as error:
            failure = error
        except (OSError, http.client.HTTPException, zlib.error) as error:
            failure = Failure("network", f"{type(error).__name__}: {error}", task_id, retryable=True)
        if os.path.exists(part):
            os.remove(part)
        if not failure.fields["retryable"] or attempt == TRIES:
            raise failure
        time.sleep(0.1 * 2**attempt)


def once(url, part, idle, size, task_id, aborted):
    hashed, written = hashlib.sha256(), 0
    try:
        answer = urllib.request.urlopen(url, timeout=idle)  # without a key: the link is enough
    except urllib.error.HTTPError as error:
        error.close()
        category = "expired_output" if error.code in (403, 404, 410) else "network"
        raise Failure(category, f"the file host answers {error.code}", task_id, error.code, error.code == 429 or error.code >= 500) from None
    with answer, open(part, "wb") as out:
        kind = answer.headers.get_content_type()
        if kind.startswith("text/") or kind == "application/json":
            raise Failure("integrity", f"not a clip but {kind}", task_id)
        zipped = answer.headers.get("Content-Encoding") == "gzip"
        unzip = zlib.decompressobj(31)
        came, started = 0, time.monotonic()
        while chunk := answer.read1(1 << 16):
            came += len(chunk)
            chunk = unzip.decompress(chunk) if zipped else chunk
            if aborted is not None and aborted.is_set():
                raise Failure("cancelled", "the download was given up", task_id)
            hashed.update(chunk)
            written += len(chunk)
            out.write(chunk)
            if came < (time.monotonic() - started - 2 * idle) * 1024:
                raise Failure("timeout", f"{came} bytes in {time.monotonic() - started:.1f} s", task_id)
        length = answer.headers.get("Content-Length")
    if written == 0 or (length and came != int(length)) or (size and written != size) or (zipped and not unzip.eof):
        raise Failure("integrity", f"{came} bytes of {length}, {written} in all of {size}", task_id, retryable=True)
    return hashed.hexdigest(), written
