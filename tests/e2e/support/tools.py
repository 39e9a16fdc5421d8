"""Installs what is pinned beside it into the build folder, once."""

import contextlib
import fcntl
import json
import pathlib
import shutil
import subprocess
import sys
import venv

HERE = pathlib.Path(__file__).resolve().parent.parent


def npm(tools):
    """The node_modules folder with the packages of npm/package-lock.json."""
    def make(folder):
        for name in ("package.json", "package-lock.json"):
            shutil.copy(HERE / "npm" / name, folder / name)
        subprocess.run(["npm", "ci", "--no-audit", "--no-fund", "--ignore-scripts"], cwd=folder, check=True, stdout=sys.stderr)

    return install(tools / "npm", [HERE / "npm" / "package.json", HERE / "npm" / "package-lock.json"], make) / "node_modules"


def pypi(tools, pins="requirements"):
    """The Python of a virtual environment with the packages of pypi/<pins>.txt."""
    wanted = HERE / "pypi" / f"{pins}.txt"

    def make(folder):
        venv.create(folder, with_pip=True)
        subprocess.run([folder / "bin" / "python", "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps",
                        "-r", wanted], check=True)

    return install(tools / ("pypi" if pins == "requirements" else f"pypi-{pins}"), [wanted], make) / "bin" / "python"


def install(folder, pins, make):
    """Makes the folder unless it holds exactly what is pinned. Safe against another test doing the same."""
    wanted = {pin.name: pin.read_text(encoding="utf-8") for pin in pins}
    folder.parent.mkdir(parents=True, exist_ok=True)
    stamp = folder / "installed.json"
    with locked(folder.with_suffix(".lock")):
        if not stamp.exists() or json.loads(stamp.read_text(encoding="utf-8")) != wanted:
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir()
            make(folder)
            stamp.write_text(json.dumps(wanted), encoding="utf-8")
    return folder


@contextlib.contextmanager
def locked(path):
    with open(path, "w", encoding="utf-8") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
