"""`manage.py dump_audit REFERENCE [-o FILE]`: one audit as an audit pack."""

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from agencies import journal
from audits.desk.packs.dump import dump
from audits.scope.models import Audit


class Command(BaseCommand):
    help = "Write one audit as an audit pack (JSON)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("reference")
        parser.add_argument("-o", "--output", metavar="FILE", help="a file instead of the screen")

    def handle(self, *args: Any, **options: Any) -> None:
        audit = Audit.objects.filter(reference=options["reference"]).first()
        if audit is None:
            raise CommandError(f"There is no audit {options['reference']} here.")
        text = json.dumps(dump(audit), indent=1, ensure_ascii=False, sort_keys=True)
        journal.record(None, "exported", audit)
        if not options["output"]:
            self.stdout.write(text)
            return
        try:
            Path(options["output"]).write_text(text + "\n", encoding="utf-8")
        except OSError as error:
            raise CommandError(f"The pack could not be written: {error.strerror}.") from error
