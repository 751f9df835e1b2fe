"""What an embedded server, a database elsewhere or a port cannot do is said in one sentence, and the command fails."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from audit_project import embedded
from audit_project.embedded_place import place_of, prepare

pytestmark = pytest.mark.slow
ROOT = Path(__file__).resolve().parents[2]
NOBODY_LISTENS = "postgres://somebody:secret-word@127.0.0.1:1/audits"


def told_by(*words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """What a command says at the end of its work, in an environment without a database but the one given."""
    clean = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "DATA_DIR", "PORT")}
    return subprocess.run(
        words, cwd=ROOT, env={**clean, **environment}, capture_output=True, text=True, timeout=120, check=False
    )


def manage(*words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return told_by(sys.executable, "manage.py", *words, **environment)


def sentence_of(told: subprocess.CompletedProcess[str]) -> str:
    """The one line a failed command leaves on the standard error."""
    assert told.returncode not in (0, None), told.stdout
    lines = told.stderr.strip().splitlines()
    assert len(lines) == 1, told.stderr
    return lines[0]


def test_a_foreign_folder_is_refused_in_one_sentence(folder: Path) -> None:
    prepare(place_of(folder))
    data = place_of(folder).data
    data.mkdir(parents=True)
    (data / "letters.txt").write_text("not a database")
    with pytest.raises(embedded.EmbeddedError, match="is not a whole PostgreSQL data folder"):
        embedded.start(folder)
    assert (data / "letters.txt").exists()


def test_a_folder_of_another_version_is_refused(folder: Path) -> None:
    embedded.start(folder, fsync=False)
    embedded.stop(folder)
    (place_of(folder).data / "PG_VERSION").write_text("9\n")
    with pytest.raises(embedded.EmbeddedError, match="was made by PostgreSQL 9"):
        embedded.start(folder)


def test_a_broken_server_says_why(folder: Path) -> None:
    embedded.start(folder, fsync=False)
    embedded.stop(folder)
    (place_of(folder).data / "postgresql.conf").write_text("no such setting at all = = 1\n")
    with pytest.raises(embedded.EmbeddedError, match="stopped while starting"):
        embedded.start(folder)


def test_the_command_fails_with_one_sentence(folder: Path) -> None:
    (folder / "file").write_text("")
    environment = {**os.environ, "DATA_DIR": str(folder / "data")}
    environment.pop("DATABASE_URL", None)
    told = subprocess.run(
        [sys.executable, "manage.py", "database", "status"], cwd=ROOT, env=environment, capture_output=True, text=True
    )
    assert told.returncode == 3
    assert told.stderr.strip() == "CommandError: The database does not run."


@pytest.mark.parametrize("command", [("demo", "--no-serve"), ("database", "start")])
def test_a_foreign_folder_ends_the_command_in_one_sentence(command: tuple[str, ...], folder: Path) -> None:
    prepare(place_of(folder))
    data = place_of(folder).data
    data.mkdir(parents=True)
    (data / "letters.txt").write_text("not a database")
    assert "is not a whole PostgreSQL data folder" in sentence_of(manage(*command, DATA_DIR=str(folder)))
    assert (data / "letters.txt").read_text() == "not a database"


@pytest.mark.parametrize("command", [("demo", "--no-serve"), ("database", "start"), ("database", "status")])
@pytest.mark.parametrize("below", ["", "data"])
def test_a_file_in_the_place_of_the_data_folder(command: tuple[str, ...], below: str, folder: Path) -> None:
    file = folder / "file"
    file.write_text("")
    assert "cannot be made" in sentence_of(manage(*command, DATA_DIR=str(file / below)))


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_data_folder_that_may_not_be_written_in(folder: Path) -> None:
    folder.chmod(0o555)
    assert "cannot be written in" in sentence_of(manage("database", "start", DATA_DIR=str(folder)))


def test_a_database_that_refuses(folder: Path) -> None:
    said = sentence_of(manage("demo", "--no-serve", DATABASE_URL=NOBODY_LISTENS, DATA_DIR=str(folder)))
    assert said.startswith("CommandError: The database refuses the connection: ")
    assert "secret-word" not in said


@pytest.mark.parametrize(
    "address", ["rubbish", "sqlite:///audits.db", "mysql://u:secret-word@h/n", "postgres://h", "postgres://u@h:xx/n"]
)
def test_an_address_that_is_not_a_postgresql_database(address: str, folder: Path) -> None:
    said = sentence_of(manage("demo", "--no-serve", DATABASE_URL=address, DATA_DIR=str(folder)))
    assert said == "Error: DATABASE_URL must read postgres://user:password@host:port/name."


def test_make_demo_on_a_port_in_use(folder: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        told = told_by("make", "-o", "setup", "demo", f"PORT={port}", DATA_DIR=str(folder))
    assert told.returncode != 0
    said = [line for line in told.stderr.splitlines() if not line.startswith("make")]
    assert said == [f"CommandError: Port {port} is in use. Choose another: make demo PORT=8001."]
    assert not (folder / "postgres").exists(), "a server was started although the demo could not serve"


def test_make_demo_with_a_database_that_refuses(folder: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    told = told_by("make", "-o", "setup", "demo", f"PORT={port}", DATABASE_URL=NOBODY_LISTENS, DATA_DIR=str(folder))
    assert told.returncode != 0
    said = [line for line in told.stderr.splitlines() if not line.startswith("make")]
    assert len(said) == 1
    assert "The database refuses the connection" in said[0]


@pytest.mark.parametrize("port", ["0", "65536", "eighty"])
def test_a_port_that_is_none(port: str, folder: Path) -> None:
    told = manage("demo", "--port", port, DATA_DIR=str(folder))
    assert told.returncode != 0
    assert port in told.stderr.strip().splitlines()[-1]
    assert "Traceback" not in told.stderr
