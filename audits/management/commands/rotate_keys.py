"""Seals every reference that is kept here anew with the first key of KEY_SECRETS."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from audit_project.refused import Refused
from audits.sample.key.acts import rotate_keys


class Command(BaseCommand):
    help = "Seals every reference anew with the first key of KEY_SECRETS; afterwards older keys may be taken out."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            done = rotate_keys()
        except Refused as refusal:
            raise CommandError(refusal.sentence) from refusal
        references = "1 reference is" if done == 1 else f"{done} references are"
        self.stdout.write(f"{references} sealed with the first key.")
