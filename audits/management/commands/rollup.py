"""`manage.py rollup REFERENCE`: every count of an audit, as text or JSON, in one tier."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from agencies import journal
from audits.rollup.counting.counts import roll_up
from audits.rollup.facts import INSIDE, TIERS
from audits.rollup.writing import as_json, as_text
from audits.scope.models import Audit


class Command(BaseCommand):
    help = "Write an audit's counts. Keys and shapes: docs/roll-up.md."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("reference")
        parser.add_argument("--format", choices=("json", "txt"), default="txt")
        parser.add_argument("--tier", choices=TIERS, default=INSIDE)
        parser.add_argument("-o", "--output", metavar="FILE", help="a file instead of the screen")

    def handle(self, *args: Any, **options: Any) -> None:
        audit = Audit.objects.select_related("scale", "tool").filter(reference=options["reference"]).first()
        if audit is None:
            raise CommandError(f"There is no audit {options['reference']} here.")
        counted = roll_up(audit)
        if options["format"] == "json":
            text = json.dumps(as_json(counted, audit, options["tier"]), indent=1, ensure_ascii=False)
        else:
            text = as_text(counted, audit, options["tier"])
        journal.record(None, "exported", audit, kind="roll-up")
        if not options["output"]:
            self.stdout.write(text)
            return
        try:
            Path(options["output"]).write_text(text + "\n", encoding="utf-8")
        except OSError as error:
            raise CommandError(f"The roll-up could not be written: {error.strerror}.") from error
