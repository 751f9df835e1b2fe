"""The embedded PostgreSQL under everything that was seen to break its like."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from audit_project import embedded, embedded_programs, embedded_server
from audit_project.embedded_place import place_of
from tests.embedded.conftest import started_pid, with_quiet_stop

pytestmark = pytest.mark.slow
ROOT = Path(__file__).resolve().parents[2]


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
    with embedded_server.connect(place_of(folder), embedded.NAME) as connection:
        assert connection.execute("SHOW server_encoding").fetchone() == ("UTF8",)


def test_it_asks_for_a_password(folder: Path) -> None:
    embedded.start(folder, fsync=False)
    place = place_of(folder)
    place.password.write_text("wrong")
    assert "password authentication failed" in (embedded_server.answers(place) or "")


def test_it_starts_again_after_kill_9(folder: Path) -> None:
    embedded.start(folder)
    with embedded_server.connect(place_of(folder), embedded.NAME) as connection:
        connection.execute("CREATE TABLE kept (word text)")
        connection.execute("INSERT INTO kept VALUES ('still here')")
    os.kill(started_pid(folder), signal.SIGKILL)
    time.sleep(0.2)
    embedded.start(folder)
    with embedded_server.connect(place_of(folder), embedded.NAME) as connection:
        assert connection.execute("SELECT word FROM kept").fetchone() == ("still here",)
    embedded.stop(folder)
    assert not embedded.status(folder)


def test_a_stale_pid_of_another_process_is_not_taken_for_ours(folder: Path) -> None:
    embedded.start(folder, fsync=False)
    embedded.stop(folder)
    other = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
    try:
        pid_file = place_of(folder).data / "postmaster.pid"
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
    data = place_of(folder).data
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
    shutil.rmtree(place_of(folder).home)
    place_of(folder).password.unlink()
    embedded.start(folder, fsync=False)
    assert started_pid(folder) != first
    assert not embedded_programs.arguments_of(first), "the old server still runs"
    assert embedded.status(folder)


def test_a_lost_password_is_one_sentence_at_once(folder: Path) -> None:
    embedded.start(folder, fsync=False)
    place_of(folder).password.write_text("another")
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


def test_it_listens_on_no_network_address(folder: Path) -> None:
    embedded.start(folder, fsync=False)
    with embedded_server.connect(place_of(folder), embedded.NAME) as connection:
        assert connection.execute("SHOW listen_addresses").fetchone() == ("",)
    socket = place_of(folder).socket
    assert socket.stat().st_mode & 0o077 == 0, "others may reach the socket's folder"


def test_a_folder_with_spaces_and_accents(folder: Path) -> None:
    odd = folder / "Données d'essai, 100%"
    odd.mkdir(mode=0o755)
    try:
        embedded.start(odd, fsync=False)
        assert embedded.status(odd)
        embedded.stop(odd)
        assert not embedded.status(odd)
    finally:
        with_quiet_stop(odd)


def test_finding_the_programs_warns_of_nothing() -> None:
    """The wheel's own import complains where XDG_RUNTIME_DIR is unset, as it is on servers."""
    clean = {name: value for name, value in os.environ.items() if name != "XDG_RUNTIME_DIR"}
    code = "from audit_project import embedded_programs; embedded_programs.installed_programs()"
    told = subprocess.run(
        [sys.executable, "-W", "error", "-c", code], cwd=ROOT, env=clean, capture_output=True, text=True, check=False
    )
    assert (told.returncode, told.stderr) == (0, "")
