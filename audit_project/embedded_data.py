"""The embedded PostgreSQL's data folder: made whole with initdb or not at all, and refused when it is another's."""

from __future__ import annotations

import os
import shutil

from audit_project.embedded_place import USER, ServerPlace, password_of
from audit_project.embedded_programs import EmbeddedError, execute, major_version


def make_data(place: ServerPlace) -> None:
    """Make the data folder with initdb, whole or not at all; refuse a broken or foreign one."""
    version = place.data / "PG_VERSION"
    if place.data.exists() and any(place.data.iterdir()):
        if not version.is_file() or not (place.data / "global" / "pg_control").is_file():
            raise EmbeddedError(f"The folder {place.data} is not a whole PostgreSQL data folder: move it away.")
        found, ours = version.read_text().strip(), major_version(place.home, place.runs_as)
        if found != ours:
            raise EmbeddedError(
                f"The folder {place.data} was made by PostgreSQL {found}, and this is {ours}: move it away."
            )
        return
    draft = place.home / "data.making"
    secret = place.home / "password.making"
    secret.touch(mode=0o600)
    secret.write_text(password_of(place))
    if place.runs_as:
        os.chown(secret, place.runs_as.pw_uid, place.runs_as.pw_gid)
    try:
        for locale in (["--locale", "C.UTF-8"], ["--no-locale"]):  # the second is everywhere
            shutil.rmtree(draft, ignore_errors=True)
            made = execute(
                place.home, place.runs_as, "initdb", "-D", str(draft), "-U", USER, "--pwfile", str(secret),
                "-A", "scram-sha-256", "-E", "UTF8", "--no-sync", *locale,
            )  # fmt: skip
            if made.returncode == 0:
                break
    finally:
        secret.unlink(missing_ok=True)
    if made.returncode != 0:
        said = (made.stderr.strip() or made.stdout.strip() or "no reason given").splitlines()[-1]
        raise EmbeddedError(f"The data folder could not be made in {place.home}: {said}.")
    if place.data.exists():
        place.data.rmdir()
    draft.rename(place.data)
