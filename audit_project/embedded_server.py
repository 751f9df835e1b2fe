"""The embedded PostgreSQL's server process: whether it answers, which process it is, how it starts and ends."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from pathlib import Path
from typing import Any

import psycopg

from audit_project.embedded_place import PORT, USER, ServerPlace, password_of
from audit_project.embedded_programs import EmbeddedError, arguments_of, become, environment, folder_of_programs

SECONDS_TO_START = 60.0


def answers(place: ServerPlace) -> str | None:
    """None when our own server answers; otherwise why not."""
    try:
        with connect(place, "postgres", timeout=3) as connection:
            row = connection.execute("SHOW data_directory").fetchone()
    except psycopg.Error as error:
        return str(error).strip().splitlines()[-1] if str(error).strip() else "no answer"
    if row is None or Path(row[0]).resolve() != place.data.resolve():
        return "the server that answers has another data folder"
    return None


def connect(place: ServerPlace, database: str, timeout: int = 10) -> psycopg.Connection[Any]:
    return psycopg.connect(
        host=str(place.socket),
        port=PORT,
        user=USER,
        password=password_of(place),
        dbname=database,
        connect_timeout=timeout,
        autocommit=True,
    )


def clear_stale_pid(place: ServerPlace) -> None:
    """Take away a postmaster.pid whose process is gone, or is somebody else's under the same number.

    A server whose data folder was removed under it holds the socket still, and would take ours away as it ends: it is
    ended first.
    """
    if server_pid(place) is not None:
        return  # ours, starting or stopping: run() waits for it
    lock = place.socket / f"{place.socket_file.name}.lock"
    orphan = pid_in(lock, place)
    if orphan is not None:
        end(orphan, lock, place, signal.SIGQUIT)
    for file in (place.data / "postmaster.pid", lock, place.socket_file):
        file.unlink(missing_ok=True)


def server_pid(place: ServerPlace) -> int | None:
    """The number of our own server's process, when it lives; None for a stale file or another's process."""
    return pid_in(place.data / "postmaster.pid", place)


def pid_in(file: Path, place: ServerPlace) -> int | None:
    try:
        pid = int(file.read_text().splitlines()[0])
    except (OSError, ValueError, IndexError):
        return None
    words = arguments_of(pid)  # a viewer or an editor may name our folder too; only a server is started so
    is_ours = words[1:3] == ["-D", str(place.data)] and Path(words[0]).name == "postgres"
    return pid if is_ours else None


def run(place: ServerPlace, fsync: bool) -> None:
    """Start the server and wait until it answers, 60 seconds at most."""
    deadline = time.monotonic() + SECONDS_TO_START
    process: subprocess.Popen[bytes] | None = None
    began = 0
    while time.monotonic() < deadline:
        if process is None and server_pid(place) is None:
            began = place.log.stat().st_size if place.log.exists() else 0
            process = launch(place, fsync)
        why = answers(place)
        if why is None:
            if process is not None:
                process.returncode = 0  # it runs on when we end, on purpose: Python need not warn of it
            return
        if "password authentication failed" in why:
            raise EmbeddedError(
                f"The database server in {place.home} refuses the password in {place.password}: "
                "put the right one back, or move both away."
            )
        if process is not None and process.poll() is not None:
            said = last_words(place, began)
            if "still in use" not in said:
                raise EmbeddedError(f"The database server stopped while starting: {said}.")
            process = None  # children of a killed server are ending
            time.sleep(0.5)
        time.sleep(0.05)
    raise EmbeddedError(f"The database server did not answer within {SECONDS_TO_START:.0f} seconds; see {place.log}.")


def launch(place: ServerPlace, fsync: bool) -> subprocess.Popen[bytes]:
    programs = folder_of_programs(place.home, place.runs_as)
    speed = [] if fsync else ["-c", "fsync=off", "-c", "synchronous_commit=off", "-c", "full_page_writes=off"]
    with place.log.open("ab") as log:
        if place.runs_as:
            os.chown(place.log, place.runs_as.pw_uid, place.runs_as.pw_gid)
        return subprocess.Popen(  # noqa: S603 (our own programs, our own arguments)
            [
                str(programs / "postgres"), "-D", str(place.data), "-k", str(place.socket),
                "-c", "listen_addresses=", "-c", f"port={PORT}", "-c", "max_connections=120", *speed,
            ],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            cwd=place.home,
            start_new_session=True,
            env=environment(),
            **become(place.runs_as),
        )  # fmt: skip


def last_words(place: ServerPlace, began: int) -> str:
    """What went wrong, from the log's lines since this start."""
    with place.log.open("rb") as log:
        log.seek(began)
        lines = log.read().decode(errors="replace").splitlines()
    faults = [line.partition("FATAL:")[2].strip() for line in lines if "FATAL:" in line]
    return (faults or lines or ["it said nothing"])[-1].rstrip(".")


def end(pid: int, named_in: Path, place: ServerPlace, how: signal.Signals) -> None:
    """End our server's process and wait until it is gone."""
    try:
        os.kill(pid, how)
    except ProcessLookupError:
        return
    except PermissionError:
        raise EmbeddedError(f"The database server (process {pid}) was started by another user.") from None
    deadline = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < deadline:
        if pid_in(named_in, place) != pid and not arguments_of(pid):
            return
        time.sleep(0.05)
    raise EmbeddedError(f"The database server (process {pid}) did not stop within {SECONDS_TO_START:.0f} seconds.")
