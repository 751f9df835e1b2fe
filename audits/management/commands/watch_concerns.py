"""Asks the next name about immediate concerns that nobody has answered; for a timer, every few minutes."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from audits.concerns.watching import ask_the_next


class Command(BaseCommand):
    help = "Ask the next name about immediate concerns that nobody has answered. Safe to run twice."

    def handle(self, *args: Any, **options: Any) -> None:
        asked = ask_the_next(timezone.now())
        self.stdout.write(f"{asked} {'person was' if asked == 1 else 'people were'} asked.")
