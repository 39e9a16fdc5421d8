"""Clients that run as processes of their own, so that the bench does not slow them down: hold.py and poll.py."""

import json
import select
import subprocess
import sys
from pathlib import Path


class Helper:
    """Use as a context: inside, the clients are at work; after it, `told` is what they saw."""

    def __init__(self, script, *arguments):
        self.command = [sys.executable, "-B", str(Path(__file__).with_name(script)), *map(str, arguments)]

    def __enter__(self):
        self.process = subprocess.Popen(self.command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        try:
            if not select.select([self.process.stdout], [], [], 30)[0] or not self.line().get("ready"):
                raise RuntimeError(f"these clients did not get under way: {self.command[2:]}")
        except BaseException:
            self.end()
            raise
        return self

    def __exit__(self, failed, *_):
        try:
            self.process.stdin.close()
            if not failed and not select.select([self.process.stdout], [], [], 60)[0]:
                raise RuntimeError(f"these clients did not come to an end: {self.command[2:]}")
            self.told = None if failed else self.line()
        finally:
            self.end()

    def line(self):
        text = self.process.stdout.readline()
        if not text:
            raise RuntimeError(f"these clients broke off: {self.command[2:]}")
        return json.loads(text)

    def end(self):
        if not self.process.stdin.closed:
            self.process.stdin.close()
        try:
            self.process.wait(5)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait(5)
        self.process.stdout.close()
