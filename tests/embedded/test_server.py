"""The embedded PostgreSQL under everything that was seen to break its like."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from audit_project import embedded, embedded_programs

pytestmark = pytest.mark.slow
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def folder() -> Iterator[Path]:
    """A data folder of the test's own that the server's user can reach, stopped and removed afterwards."""
    made = Path(tempfile.mkdtemp(prefix="embedded-test-"))
    made.chmod(0o755)
    yield made
    with_quiet_stop(made)
    shutil.rmtree(made, ignore_errors=True)


def with_quiet_stop(folder: Path) -> None:
    place = embedded.place_of(folder)
    pid = embedded.server_pid(place)
    if pid is not None:
        embedded.stop(folder)
    shutil.rmtree(place.socket, ignore_errors=True)
    if place.home != folder / "postgres":
        shutil.rmtree(place.home, ignore_errors=True)
        place.password.unlink(missing_ok=True)


def started_pid(folder: Path) -> int:
    pid = embedded.server_pid(embedded.place_of(folder))
    assert pid is not None
    return pid


def test_it_starts_answers_and_stops(folder: Path) -> None:
    assert not embedded.status(folder)
    embedded.start(folder, fsync=False)
    assert embedded.status(folder)
    embedded.stop(folder)
    assert not embedded.status(folder)


def test_a_locale_that_is_not_installed(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("LC_ALL", "LANG", "LC_CTYPE"):
        monkeypatch.setenv(name, "xx_YY.UTF-8")
    embedded.start(folder, fsync=False)
    with embedded.connect(embedded.place_of(folder), embedded.NAME) as connection:
        assert connection.execute("SHOW server_encoding").fetchone() == ("UTF8",)


def test_it_asks_for_a_password(folder: Path) -> None:
    embedded.start(folder, fsync=False)
    place = embedded.place_of(folder)
    place.password.write_text("wrong")
    assert "password authentication failed" in (embedded.answers(place) or "")


def test_it_starts_again_after_kill_9(folder: Path) -> None:
    embedded.start(folder)
    with embedded.connect(embedded.place_of(folder), embedded.NAME) as connection:
        connection.execute("CREATE TABLE kept (word text)")
        connection.execute("INSERT INTO kept VALUES ('still here')")
    os.kill(started_pid(folder), signal.SIGKILL)
    time.sleep(0.2)
    embedded.start(folder)
    with embedded.connect(embedded.place_of(folder), embedded.NAME) as connection:
        assert connection.execute("SELECT word FROM kept").fetchone() == ("still here",)
    embedded.stop(folder)
    assert not embedded.status(folder)


def test_a_stale_pid_of_another_process_is_not_taken_for_ours(folder: Path) -> None:
    embedded.start(folder, fsync=False)
    embedded.stop(folder)
    other = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
    try:
        pid_file = embedded.place_of(folder).data / "postmaster.pid"
        pid_file.write_text(f"{other.pid}\n{pid_file.parent}\n")
        assert not embedded.status(folder)
        embedded.start(folder, fsync=False)
        assert embedded.status(folder)
        embedded.stop(folder)
        assert other.poll() is None, "stopping the server ended another process"
    finally:
        other.kill()
        other.wait()


def test_a_stale_pid_of_a_process_that_names_our_folder_is_not_taken_for_ours(folder: Path) -> None:
    embedded.start(folder, fsync=False)
    embedded.stop(folder)
    data = embedded.place_of(folder).data
    reader = subprocess.Popen(["tail", "-f", str(data / "PG_VERSION")], stdout=subprocess.DEVNULL)
    try:
        (data / "postmaster.pid").write_text(f"{reader.pid}\n{data}\n")
        embedded.start(folder, fsync=False)
        assert embedded.status(folder)
        embedded.stop(folder)
        assert reader.poll() is None, "stopping the server ended another process"
    finally:
        reader.kill()
        reader.wait()


def test_a_folder_removed_under_its_server_starts_afresh(folder: Path) -> None:
    embedded.start(folder, fsync=False)
    first = started_pid(folder)
    shutil.rmtree(embedded.place_of(folder).home)
    embedded.place_of(folder).password.unlink()
    embedded.start(folder, fsync=False)
    assert started_pid(folder) != first
    assert not embedded.arguments_of(first), "the old server still runs"
    assert embedded.status(folder)


def test_a_lost_password_is_one_sentence_at_once(folder: Path) -> None:
    embedded.start(folder, fsync=False)
    embedded.place_of(folder).password.write_text("another")
    began = time.monotonic()
    with pytest.raises(embedded.EmbeddedError, match="refuses the password in"):
        embedded.start(folder)
    assert time.monotonic() - began < 10


def test_a_second_start_while_the_first_runs_changes_nothing(folder: Path) -> None:
    embedded.start(folder, fsync=False)
    first = started_pid(folder)
    embedded.start(folder, fsync=False)
    assert started_pid(folder) == first


def test_two_starts_at_once_make_one_server(folder: Path) -> None:
    code = (
        "import pathlib, sys; from audit_project import embedded; "
        "embedded.start(pathlib.Path(sys.argv[1]), fsync=False)"
    )
    both = [subprocess.Popen([sys.executable, "-c", code, str(folder)], cwd=ROOT) for _ in range(2)]
    assert [process.wait(timeout=90) for process in both] == [0, 0]
    assert embedded.status(folder)


def test_two_folders_run_side_by_side(folder: Path) -> None:
    one, two = folder / "one", folder / "two"
    try:
        for data_dir in (one, two):
            data_dir.mkdir(mode=0o755)
            embedded.start(data_dir, fsync=False)
        assert started_pid(one) != started_pid(two)
        embedded.stop(one)
        assert not embedded.status(one)
        assert embedded.status(two)
    finally:
        with_quiet_stop(one)
        with_quiet_stop(two)


def test_a_long_path(folder: Path) -> None:
    deep = folder / ("a-long-name-for-a-folder-" * 4) / ("another-long-name-" * 5)
    deep.mkdir(parents=True)
    try:
        embedded.start(deep, fsync=False)
        assert embedded.status(deep)
    finally:
        with_quiet_stop(deep)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root has somebody else to become")
def test_as_root_it_runs_as_somebody_else_and_opens_no_parent(folder: Path) -> None:
    closed = folder / "closed"
    closed.mkdir(mode=0o700)
    inside = closed / "data"
    try:
        embedded.start(inside, fsync=False)
        assert Path(f"/proc/{started_pid(inside)}").stat().st_uid != 0
        assert closed.stat().st_mode & 0o777 == 0o700
    finally:
        with_quiet_stop(inside)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root has somebody else to become")
def test_as_root_programs_in_a_closed_folder_still_run(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A checkout in root's home: nobody else can enter its virtual environment."""
    home = folder / "home"
    home.mkdir()
    copied = embedded_programs.installed_programs()
    monkeypatch.setattr(embedded_programs, "can_be_reached", lambda _: False)
    user = embedded_programs.server_user()
    assert user is not None
    os.chown(home, user.pw_uid, user.pw_gid)
    for program in ("initdb", "postgres"):
        told = embedded_programs.execute(home, user, program, "--version")
        assert told.returncode == 0, told.stderr
    assert embedded_programs.folder_of_programs(home, user) != copied


def test_a_foreign_folder_is_refused_in_one_sentence(folder: Path) -> None:
    embedded.prepare(embedded.place_of(folder))
    data = embedded.place_of(folder).data
    data.mkdir(parents=True)
    (data / "letters.txt").write_text("not a database")
    with pytest.raises(embedded.EmbeddedError, match="is not a whole PostgreSQL data folder"):
        embedded.start(folder)
    assert (data / "letters.txt").exists()


def test_a_folder_of_another_version_is_refused(folder: Path) -> None:
    embedded.start(folder, fsync=False)
    embedded.stop(folder)
    (embedded.place_of(folder).data / "PG_VERSION").write_text("9\n")
    with pytest.raises(embedded.EmbeddedError, match="was made by PostgreSQL 9"):
        embedded.start(folder)


def test_a_broken_server_says_why(folder: Path) -> None:
    embedded.start(folder, fsync=False)
    embedded.stop(folder)
    (embedded.place_of(folder).data / "postgresql.conf").write_text("no such setting at all = = 1\n")
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
