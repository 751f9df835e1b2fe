"""`manage.py make_national`: made-up audits in bulk, for measuring. Only into an empty database."""

from __future__ import annotations

import time
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection
from django.db.utils import ProgrammingError
from django.utils import timezone
from psycopg.errors import InsufficientPrivilege

from audit_project.refused import Refused
from audits.codes.load import load_codes
from audits.desk.national import SIZES, make
from audits.returns.models import AgencyReturn, Answer, Finding


class Command(BaseCommand):
    help = "Fill an empty database with made-up audits: one area's year, its decade, or 130 areas' decade."
    requires_migrations_checks = False

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("size", choices=sorted(SIZES))

    def handle(self, *args: Any, **options: Any) -> None:
        call_command("migrate", verbosity=0, interactive=False)
        load_codes()
        begun = time.monotonic()
        try:
            make(SIZES[options["size"]], now=timezone.now(), say=self.said)
        except Refused as refusal:
            raise CommandError(refusal.sentence) from refusal
        except ProgrammingError as fault:
            if isinstance(fault.__cause__, InsufficientPrivilege):
                raise CommandError("Only a superuser of PostgreSQL may write so much at once.") from fault
            raise
        self.said("Tidying up (VACUUM ANALYZE)...")
        with connection.cursor() as cursor:
            cursor.execute("VACUUM (ANALYZE)")
        counts = ", ".join(
            f"{model.objects.count():,} {model._meta.verbose_name_plural}" for model in (AgencyReturn, Answer, Finding)
        )
        self.said(f"{counts} in {time.monotonic() - begun:.0f} seconds.")

    def said(self, words: str) -> None:
        self.stdout.write(words)
        self.stdout.flush()
