"""Pictures to upload and a look into clips."""

import json
import struct
import subprocess
import zlib


def png(width, height):
    """A plain picture of this size, as bytes."""
    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = (b"\0" + b"\x30\x80\xc0" * width) * height
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def probe(path):
    """What ffprobe says of a clip: width, height, rate, frames, duration, sound, tags."""
    done = subprocess.run(["ffprobe", "-v", "error", "-count_packets", "-show_streams", "-show_format", "-of", "json", str(path)],
                          capture_output=True, text=True, check=True)
    document = json.loads(done.stdout)
    video = next(stream for stream in document["streams"] if stream["codec_type"] == "video")
    sounds = [stream for stream in document["streams"] if stream["codec_type"] == "audio"]
    return {"width": video["width"], "height": video["height"], "codec": video["codec_name"], "rate": video["r_frame_rate"],
            "frames": int(video["nb_read_packets"]), "duration": float(document["format"]["duration"]),
            "seconds": float(video["duration"]), "sound": sounds[0]["codec_name"] if sounds else None,
            "sound_seconds": float(sounds[0]["duration"]) if sounds else None, "tags": document["format"].get("tags", {})}
