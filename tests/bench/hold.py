#!/usr/bin/env python3
"""hold.py idle|drip|deaf PORT COUNT [PATH]: so many awkward clients of one server, until stdin ends or 60 s have passed.

  idle  ask once for PATH, then keep the connection and stay silent
  drip  send a request one byte at a time, a byte of each client every 100 ms
  deaf  ask for PATH and never read
Prints {"ready": true} when all are in place, and at the end {"alive": N}: how many the server has not given up.
"""

import json
import select
import socket
import sys
import time

PATIENCE = 60
PACE = 0.1


def connect(port, receive=None):
    client = socket.socket()
    if receive:
        client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive)
    client.settimeout(10)
    client.connect(("127.0.0.1", port))
    return client


def ask(client, path):
    key = f"Authorization: Bearer mk_held\r\n" if "/api/" in path else ""
    client.sendall(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n{key}\r\n".encode())


def answered(client):
    """Reads a whole small answer; whether it was a 200."""
    text = b""
    while b"\r\n\r\n" not in text:
        more = client.recv(65536)
        if not more:
            return False
        text += more
    head, body = text.split(b"\r\n\r\n", 1)
    length = next(int(line.split(b":")[1]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-length:"))
    while len(body) < length:
        body += client.recv(65536)
    return head.startswith(b"HTTP/1.1 200")


def is_open(client):
    """Whether the server has said nothing and closed nothing."""
    client.setblocking(False)
    try:
        return client.recv(1) != b"" and False
    except BlockingIOError:
        return True
    except OSError:
        return False


def told_to_end(seconds):
    return bool(select.select([sys.stdin], [], [], seconds)[0])


def say(**words):
    print(json.dumps(words), flush=True)


def idle(port, count, path):
    clients = [connect(port) for _ in range(count)]
    for client in clients:
        ask(client, path)
    good = sum(answered(client) for client in clients)
    say(ready=good == count)
    told_to_end(PATIENCE)
    for client in clients:
        ask(client, path)
    say(alive=sum(answered(client) for client in clients))


def drip(port, count, _):
    head = b"POST /api/v3/drip HTTP/1.1\r\nHost: h\r\nContent-Length: 9999\r\n\r\n"
    clients = [connect(port) for _ in range(count)]
    say(ready=True)
    ends = time.monotonic() + PATIENCE
    at = 0
    while time.monotonic() < ends:
        byte = head[at:at + 1] or b" "
        for client in clients:
            client.send(byte)
        at += 1
        if told_to_end(PACE):
            break
    say(alive=sum(is_open(client) for client in clients))


def deaf(port, count, path):
    clients = [connect(port, receive=4096) for _ in range(count)]
    for client in clients:
        ask(client, path)
    say(ready=True)
    told_to_end(PATIENCE)
    say(alive=count)


if __name__ == "__main__":
    kind, port, count = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    {"idle": idle, "drip": drip, "deaf": deaf}[kind](port, count, sys.argv[4] if len(sys.argv) > 4 else "/")
