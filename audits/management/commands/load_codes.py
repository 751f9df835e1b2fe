"""`manage.py load_codes`: the code lists, scales and tools as data; safe to run again."""

from typing import Any

from django.core.management.base import BaseCommand

from audits.codes.load import load_codes


class Command(BaseCommand):
    help = "Load the code lists, rating scales and audit tools. Safe to run again."

    def handle(self, *args: Any, **options: Any) -> None:
        for name, count in load_codes().items():
            self.stdout.write(f"{name}: {count}")
