"""Where one embedded PostgreSQL lives: its folders, its socket, its password, and who it runs as."""

from __future__ import annotations

import contextlib
import hashlib
import os
import secrets
from dataclasses import dataclass
from pathlib import Path

from audit_project.embedded_programs import EmbeddedError, RunsAs, can_be_reached, server_user

PORT = "5432"
USER = "audits"
LONGEST_SOCKET = 107  # bytes of a socket's path that the kernel takes


@dataclass(frozen=True)
class ServerPlace:
    """Where one server lives: the folder it owns, its data, its socket, and who it runs as (None: ourselves)."""

    home: Path
    socket: Path
    runs_as: RunsAs

    @property
    def data(self) -> Path:
        return self.home / "data"

    @property
    def password(self) -> Path:
        """Beside the data it opens, so that the two are kept or thrown away together."""
        return self.home.with_name(f"{self.home.name}-password")

    @property
    def socket_file(self) -> Path:
        return self.socket / f".s.PGSQL.{PORT}"

    @property
    def log(self) -> Path:
        return self.home / "log.txt"


def usable(data_dir: Path) -> Path:
    """The data folder, made when it is not there; refused in one sentence when it cannot be made or written in."""
    try:
        data_dir.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise EmbeddedError(f"The data folder {data_dir} cannot be made: {error.strerror}.") from error
    if not os.access(data_dir, os.W_OK | os.X_OK):
        raise EmbeddedError(f"The data folder {data_dir} cannot be written in by this user.")
    return data_dir


def place_of(data_dir: Path) -> ServerPlace:
    """The place of a data folder's server; asks the file system and changes nothing."""
    data_dir = data_dir.resolve()
    runs_as = server_user()
    mark = hashlib.sha256(os.fsencode(data_dir)).hexdigest()[:12]
    home = data_dir / "postgres"
    if runs_as is not None and not can_be_reached(data_dir):
        # A parent is closed to the server's user. It is not ours to open: the data live elsewhere.
        home = Path("/var/tmp") / f"case-file-audits-{mark}"  # noqa: S108 (made 0700 and checked to be ours)
    socket = Path("/tmp") / f"case-file-audits-{mark}"  # noqa: S108 (short enough for a socket; made 0700, checked)
    return ServerPlace(home, socket, runs_as)


def password_of(place: ServerPlace) -> str:
    """The server's password, made once. Two processes that ask at once get the same."""
    if not place.password.exists():
        draft = place.password.with_name(f"{place.password.name}.{os.getpid()}.{secrets.token_hex(4)}")
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_urlsafe(32))
        with contextlib.suppress(FileExistsError):
            os.link(draft, place.password)
        draft.unlink()
    if place.password.is_symlink() or place.password.stat().st_uid != os.geteuid():
        raise EmbeddedError(f"The file {place.password} belongs to somebody else: choose another DATA_DIR.")
    return place.password.read_text().strip()


def prepare(place: ServerPlace) -> None:
    """Make the server's own folders, closed to others; refuse those that belong to somebody else."""
    if len(os.fsencode(place.socket_file)) > LONGEST_SOCKET:
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
