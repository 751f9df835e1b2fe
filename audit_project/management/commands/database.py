"""`manage.py database start|stop|status`: the embedded PostgreSQL of the demo and the tests."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from audit_project import embedded


class Command(BaseCommand):
    help = "Start or stop the embedded PostgreSQL, or say whether it runs."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("verb", choices=("start", "stop", "status"))
        parser.add_argument("--no-fsync", action="store_true", help="quick and not safe: for tests")

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.DATABASE_URL:
            self.stdout.write("DATABASE_URL is set, so the database is run elsewhere; there is nothing to do here.")
            return
        try:
            getattr(self, options["verb"])(options)
        except embedded.EmbeddedError as error:
            raise CommandError(str(error)) from error
        except OSError as error:
            raise CommandError(f"The data folder {settings.DATA_DIR} cannot be used: {error.strerror}.") from error

    def start(self, options: dict[str, Any]) -> None:
        embedded.start(settings.DATA_DIR, fsync=not options["no_fsync"])
        self.stdout.write(f"The database runs; its data are in {embedded.place_of(settings.DATA_DIR).home}.")

    def stop(self, options: dict[str, Any]) -> None:
        embedded.stop(settings.DATA_DIR)
        self.stdout.write("The database is stopped.")

    def status(self, options: dict[str, Any]) -> None:
        if not embedded.status(settings.DATA_DIR):
            raise CommandError("The database does not run.", returncode=3)
        self.stdout.write("The database runs.")
