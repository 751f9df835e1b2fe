"""A data folder of the test's own, stopped and removed afterwards."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from audit_project import embedded, embedded_server
from audit_project.embedded_place import place_of


@pytest.fixture
def folder() -> Iterator[Path]:
    """A data folder of the test's own that the server's user can reach, stopped and removed afterwards."""
    made = Path(tempfile.mkdtemp(prefix="embedded-test-"))
    made.chmod(0o755)
    yield made
    with_quiet_stop(made)
    shutil.rmtree(made, ignore_errors=True)


def with_quiet_stop(folder: Path) -> None:
    place = place_of(folder)
    pid = embedded_server.server_pid(place)
    if pid is not None:
        embedded.stop(folder)
    shutil.rmtree(place.socket, ignore_errors=True)
    if place.home != folder / "postgres":
        shutil.rmtree(place.home, ignore_errors=True)
        place.password.unlink(missing_ok=True)


def started_pid(folder: Path) -> int:
    pid = embedded_server.server_pid(place_of(folder))
    assert pid is not None
    return pid
