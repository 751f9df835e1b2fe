"""Reminds those who owe returns or answers, before the due day, on it and after it; for a timer, once a day."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from agencies.sent_once.once import forget_old
from audits.desk.chasing.reminders import send_reminders


class Command(BaseCommand):
    help = "Remind those who owe returns or answers, by the timetable. Safe to run twice."

    def handle(self, *args: Any, **options: Any) -> None:
        now = timezone.now()
        for line in send_reminders(now).lines():
            self.stdout.write(line)
        forget_old(now)
