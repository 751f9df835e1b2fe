"""`manage.py appoint EMAIL ROLE`: the first administrator and the first leads of a new installation."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from agencies import founding, installation
from audit_project.refused import Refused
from audits.codes.load import load_codes


class Command(BaseCommand):
    help = "Appoint the first administrator and the first leads of a new installation."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email")
        parser.add_argument("role", help="administrator, audit_lead or safeguarding_lead")
        parser.add_argument("--name", default="", help="for somebody who is not in the list of people yet")
        parser.add_argument("--agency", default="", help="an agency of the list; the partnership itself otherwise")

    def handle(self, *args: Any, **options: Any) -> None:
        if installation.is_demo():
            raise CommandError("This is a demo: sign in as one of its people.")
        load_codes()
        now, on = timezone.now(), timezone.localdate()
        given = {key: options[key] for key in ("email", "role", "name", "agency")}
        try:
            membership, first = founding.appoint(**given, now=now, on=on)
        except Refused as refusal:
            raise CommandError(refusal.sentence) from refusal
        person = membership.person
        self.stdout.write(f"{person.name} is now {membership.role_name.lower()} of {membership.agency.name}.")
        if first:
            self.stdout.write(f"Their first password, shown once: {first}")
