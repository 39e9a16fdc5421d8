#!/usr/bin/env python3
"""real_names.py COMMAND…: runs it where every provider's host name is this machine and port 443 is free.

A network and a mount namespace of its own, so nothing outside notices: needs root or unprivileged user namespaces.
Ends with 77 where neither is allowed, which CTest counts as not run.
"""

import fcntl
import json
import os
import pathlib
import socket
import struct
import subprocess
import sys
import tempfile

SOURCE = pathlib.Path(__file__).resolve().parents[3]
INSIDE = "MOCKLING_REAL_NAMES"
NOT_RUN = 77


def names():
    """Every host name of every provider's data."""
    return sorted({host for file in SOURCE.glob("schemas/*/provider.json")
                   for family in json.loads(file.read_text(encoding="utf-8"))["hosts"].values() for host in family})


def unshare():
    """The command that opens the namespaces, or None where the system does not allow them."""
    for flags in (["-m", "-n"], ["-r", "-m", "-n"]):
        command = ["unshare", *flags]
        if subprocess.run([*command, "true"], capture_output=True, check=False).returncode == 0:
            return command
    return None


def raise_loopback():
    """A new network has a loopback device that is down."""
    up, flags = 1, 0x8914  # IFF_UP, SIOCSIFFLAGS
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_socket:
        fcntl.ioctl(any_socket, flags, struct.pack("16sh14x", b"lo", up))


def name_hosts():
    with tempfile.NamedTemporaryFile("w", suffix=".hosts") as hosts:
        hosts.write("127.0.0.1 localhost\n" + "".join(f"127.0.0.1 {name}\n" for name in names()))
        hosts.flush()
        subprocess.run(["mount", "--bind", hosts.name, "/etc/hosts"], check=True)


def main():
    if os.environ.get(INSIDE):
        raise_loopback()
        name_hosts()
        os.execvp(sys.argv[1], sys.argv[1:])
    command = unshare()
    if command is None:
        print("not run: this system allows neither root's nor a user's namespaces")
        return NOT_RUN
    again = [sys.executable, "-B", __file__, *sys.argv[1:]]
    return subprocess.run([*command, *again], env=dict(os.environ, **{INSIDE: "1"}), check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
