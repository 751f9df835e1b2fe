"""Serves the site on this machine for `manage.py demo`, by the server that production runs."""

from __future__ import annotations

from typing import Any

from django.db import connections
from django.utils.module_loading import import_string
from gunicorn.app.base import BaseApplication

APPLICATION = "audit_project.wsgi.application"
OPTIONS = {
    "worker_class": "gthread",
    "workers": 2,
    "threads": 4,
    "preload_app": True,  # read once, shared by the workers
    "loglevel": "warning",  # it names no address that was asked for: some are secret
    "control_socket_disable": True,
    "graceful_timeout": 5,
}


class Site(BaseApplication):
    def __init__(self, port: int) -> None:
        self.port = port
        super().__init__()

    def load_config(self) -> None:
        for name, value in OPTIONS.items():
            self.cfg.set(name, value)
        self.cfg.set("bind", f"127.0.0.1:{self.port}")

    def load(self) -> Any:
        application = import_string(APPLICATION)
        connections.close_all()  # each worker opens its own
        return application


def serve(port: int) -> None:
    """Serve on 127.0.0.1 until somebody stops it (Ctrl+C); ends the process, with code 0 when it was stopped."""
    Site(port).run()
