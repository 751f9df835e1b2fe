"""Draws a sample again from its certificate and the list, and says whether the same children come out."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from audit_project.refused import Refused
from audit_project.workbooks import TableFault
from audits.sample.draw.cohort import read_file
from audits.sample.draw.repeating import BadCertificate, Repeated, certificate_of, repeat


class Command(BaseCommand):
    help = "Draws a sample again: repeat_draw CERTIFICATE LIST. It reads no database."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("certificate", type=Path, help="the certificate as a file (JSON)")
        parser.add_argument("list", type=Path, help="the list: CSV or .xlsx, as it was read for the draw")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            certificate = certificate_of(json.loads(options["certificate"].read_text(encoding="utf-8")))
            content = options["list"].read_bytes()
            found = repeat(certificate, read_file(content, certificate.read_as))
        except OSError as fault:
            raise CommandError(f"{fault.filename} cannot be read.") from fault
        except (UnicodeDecodeError, json.JSONDecodeError) as fault:
            raise CommandError("The certificate is not a JSON file.") from fault
        except BadCertificate as fault:
            raise CommandError(f"This is not a certificate of a draw: {fault}") from fault
        except (TableFault, Refused) as fault:
            raise CommandError(f"The list: {getattr(fault, 'sentence', fault)}") from fault
        self.say(found)
        if found.differs:
            raise CommandError(" ".join(found.differs))
        self.stdout.write("The list and the result are those of the certificate.")

    def say(self, found: Repeated) -> None:
        for line in found.lines:
            self.stdout.write(line)
