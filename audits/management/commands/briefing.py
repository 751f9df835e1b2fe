"""`manage.py briefing REFERENCE --format html|txt|json [--tier …] [-o FILE]`: as it would be published now."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from agencies import journal
from audits.briefing.current import current
from audits.briefing.rendering import RENDER, content_of
from audits.rollup.facts import PUBLISHED, TIERS
from audits.scope.models import Audit


class Command(BaseCommand):
    help = "Write the briefing of one audit as it would be published now: seven slots, in order."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("reference")
        parser.add_argument("--format", choices=sorted(RENDER), default="txt")
        parser.add_argument("--tier", choices=TIERS, default=PUBLISHED)
        parser.add_argument("-o", "--output", metavar="FILE", help="a file instead of the screen")

    def handle(self, *args: Any, **options: Any) -> None:
        audit = Audit.objects.filter(reference=options["reference"]).first()
        if audit is None:
            raise CommandError(f"There is no audit {options['reference']} here.")
        written = RENDER[options["format"]](content_of(current(audit, options["tier"]), options["tier"]))
        journal.record(None, "exported", audit)
        if not options["output"]:
            self.stdout.write(written, ending="")
            return
        try:
            Path(options["output"]).write_text(written, encoding="utf-8")
        except OSError as error:
            raise CommandError(f"The briefing could not be written: {error.strerror}.") from error
