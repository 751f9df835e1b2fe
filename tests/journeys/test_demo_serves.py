"""The demo as somebody starts it: from an empty database to a site that answers, and stopped by Ctrl+C."""

from __future__ import annotations

import contextlib
import gzip
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from email.message import Message
from pathlib import Path

import pytest
from django.db import connection

from tests.template_database import address_of, template

ROOT = Path(__file__).resolve().parents[2]
SECONDS = 120


@pytest.fixture
def empty(db: None) -> Iterator[str]:
    """The address of a database that was migrated and holds nobody."""
    name = f"{connection.settings_dict['NAME']}_demo"
    with connection._nodb_cursor() as cursor:
        cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        cursor.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template()}"')
    yield address_of(name)
    with connection._nodb_cursor() as cursor:
        cursor.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def free_port() -> int:
    with contextlib.closing(socket.socket()) as place:
        place.bind(("127.0.0.1", 0))
        port: int = place.getsockname()[1]
        return port


def fetch(url: str) -> tuple[bytes, Message]:
    request = urllib.request.Request(url, headers={"Accept-Encoding": "gzip"})  # noqa: S310 (our own server)
    with urllib.request.urlopen(request, timeout=20) as answer:  # noqa: S310
        return answer.read(), answer.headers


@pytest.mark.slow
@pytest.mark.timeout(180)
def test_the_demo_serves_compressed_pages_names_its_port_and_stops_when_told(empty: str, tmp_path: Path) -> None:
    port = free_port()
    left_out = ("SITE_URL", "EMAIL_URL", "SECRET_KEY", "DEBUG")
    env = {name: value for name, value in os.environ.items() if name not in left_out}
    env |= {"DATABASE_URL": empty, "DATA_DIR": str(tmp_path), "PYTHONUNBUFFERED": "1"}
    command = [sys.executable, "manage.py", "demo", "--port", str(port)]
    process = subprocess.Popen(command, cwd=ROOT, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    try:
        until = time.monotonic() + SECONDS
        while time.monotonic() < until and process.poll() is None:
            with contextlib.suppress(OSError):
                fetch(f"http://127.0.0.1:{port}/healthz")
                break
            time.sleep(0.2)
        assert process.poll() is None, process.stdout.read() if process.stdout else ""

        body, head = fetch(f"http://127.0.0.1:{port}/sign-in/")
        assert head["Server"] == "gunicorn"
        assert head["Content-Encoding"] == "gzip"
        assert b"Made-up children only" in gzip.decompress(body)
        styles, head = fetch(f"http://127.0.0.1:{port}/static/site.css")
        assert head["Content-Type"].startswith("text/css")
        assert len(styles) > 10_000
        secret, head = fetch(f"http://127.0.0.1:{port}/demo/mail/")
        assert head["Content-Encoding"] is None
        named = set(re.findall(r"http://127\.0\.0\.1:\d+", secret.decode()))
        assert named == {f"http://127.0.0.1:{port}"}
        assert stop(process).rstrip().endswith("'manage.py database stop' ends it.")
        assert process.returncode == 0
    finally:
        if process.poll() is None:
            process.kill()
            process.wait()


def stop(process: subprocess.Popen[str]) -> str:
    """What it said, from its start to its end by Ctrl+C."""
    process.send_signal(signal.SIGINT)
    said, _ = process.communicate(timeout=20)
    return said
