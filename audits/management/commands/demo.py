"""`manage.py demo`: migrates, loads the example audits through the application's own acts, and serves them."""

from __future__ import annotations

import os
import socket
import sys
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection
from django.db.utils import OperationalError
from django.utils import timezone

from agencies import installation
from audit_project import embedded
from audit_project.refused import Refused
from audit_project.serving import serve
from audits.desk.demo import clear, example_people, load_examples


class Command(BaseCommand):
    help = "Load the example audits and serve them. Safe to run twice."
    requires_migrations_checks = False

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--no-serve", action="store_true", help="load and stop")
        parser.add_argument("--reset", action="store_true", help="empty the demo first")
        parser.add_argument("--port", type=int, default=8000)

    def handle(self, *args: Any, **options: Any) -> None:
        port = options["port"]
        if not options["no_serve"] and not is_free(port):
            raise CommandError(f"Port {port} is in use. Choose another: make demo PORT=8001.")
        if "SITE_URL" not in os.environ:
            settings.SITE_URL = f"http://127.0.0.1:{port}"  # what mail and pages say is where it serves
        self.start_database()
        call_command("migrate", verbosity=0, interactive=False)
        try:
            if options["reset"] and (installation.is_demo() or installation.has_people()):
                clear()
            self.stdout.write("Loading the example audits...")
            loaded = load_examples(timezone.now(), timezone.localdate())
        except Refused as refusal:
            raise CommandError(refusal.sentence) from refusal
        self.stdout.write("The example audits are loaded." if loaded else "The example audits were loaded before.")
        self.print_people()
        if not options["no_serve"]:
            self.stdout.write(f"\nOpen http://127.0.0.1:{port} and sign in. Ctrl+C stops the server.")
            self.stdout.flush()
            try:
                serve(port)
            finally:
                self.stdout.write("\nThe server has stopped. Its database runs on: 'manage.py database stop' ends it.")

    def start_database(self) -> None:
        """The embedded server, or one sentence why the database of DATABASE_URL does not serve."""
        try:
            if not settings.DATABASE_URL:
                embedded.start(settings.DATA_DIR)
            connection.ensure_connection()
        except embedded.EmbeddedError as error:
            raise CommandError(str(error)) from error
        except OSError as error:
            raise CommandError(f"The data folder {settings.DATA_DIR} cannot be used: {error.strerror}.") from error
        except OperationalError as error:
            said = str(error).strip().splitlines()[0] if str(error).strip() else "no reason given"
            raise CommandError(f"The database refuses the connection: {said}.") from error

    def print_people(self) -> None:
        self.stdout.write(f"\nSign in as one of these, with the password {installation.DEMO_PASSWORD}")
        for person in example_people():
            self.stdout.write(f"  {person.email:44} {person.role:18} {person.name}, {person.agency}")
        self.stdout.write(
            f"A one-off auditor without an account: open /r/{installation.DEMO_LINK_TOKEN}/ "
            f"with the code {installation.DEMO_LINK_CODE}. Mail of the demo: /demo/mail/"
        )


def is_free(port: int) -> bool:
    """Whether nothing listens on this port of our own address."""
    if not 1 <= port <= 65535:
        sys.exit(f"{port} is not a port: choose a number from 1 to 65535.")
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.settimeout(1)
        return probe.connect_ex(("127.0.0.1", port)) != 0
