"""`manage.py people --json`: the example people of a demo, with their passwords. Refused anywhere else."""

import json
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from agencies import installation
from audits.desk.demo import example_people


class Command(BaseCommand):
    help = "List the example people of a demo, to sign in as."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        if not installation.is_demo():
            raise CommandError("This database is not a demo, so it has no example people.")
        people = example_people()
        if options["json"]:
            self.stdout.write(json.dumps([asdict(person) for person in people], indent=1, ensure_ascii=False))
            return
        for person in people:
            self.stdout.write(f"{person.email:44} {person.role:18} {person.name}, {person.agency}")
