"""`manage.py load_audit FILE [--dry-run] [--lead EMAIL]`: an audit pack, whole or not at all."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from agencies.models import Person
from audits.desk.packs.check import BadPack, Pack, check, parse
from audits.desk.packs.load import load
from audits.desk.packs.unsaid import unsaid

LARGEST = 64 * 1024 * 1024  # bytes: a national audit's pack is a few megabytes


class Command(BaseCommand):
    help = "Load an audit pack. A bad pack is refused whole, with every fault by its place."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file")
        parser.add_argument("--lead", metavar="EMAIL", help="the audit lead of this installation whose audit it is")
        parser.add_argument("--dry-run", action="store_true", help="check the pack and write nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        file = Path(options["file"])
        try:
            if file.stat().st_size > LARGEST:
                raise CommandError("The file is larger than an audit pack can be (64 MB).")
            text = file.read_text(encoding="utf-8")
        except OSError as error:
            raise CommandError(f"The pack could not be read: {error.strerror}.") from error
        except UnicodeDecodeError as error:
            raise CommandError("The pack is not UTF-8 text.") from error
        try:
            if options["dry_run"]:
                pack = check(parse(text))
                self.stdout.write(f"The pack of {pack['audit']['reference']} is good; nothing was written.")
                self.warn(pack)
                return
            pack = parse(text)
            lead = self.named(options["lead"]) if options["lead"] else None
            audit = load(pack, by=self.loader(), now=timezone.now(), lead=lead)
        except BadPack as refused:
            faults = "\n".join(f"- {fault}" for fault in refused.faults)
            number = "1 fault" if len(refused.faults) == 1 else f"{len(refused.faults)} faults"
            raise CommandError(f"The pack is refused: {number}.\n{faults}") from refused
        whose = f"Its lead is {lead.name}." if lead else "It has no lead: see the page “Audits without a lead”."
        self.stdout.write(f"Loaded {audit.reference} with {len(audit.cases.all())} cases, as recorded. {whose}")
        self.warn(pack)

    def warn(self, pack: Pack) -> None:
        """What will not be said, since its source did not record it."""
        found = unsaid(pack)
        if found:
            self.stdout.write(
                "\n".join(["This was not recorded, so it will not be said:", *(f"- {one}" for one in found)])
            )

    def named(self, email: str) -> Person:
        person = Person.objects.filter(email__iexact=email.strip()).first()
        if person is None:
            raise CommandError(f"Nobody here has the address {email}, so nothing was loaded.")
        return person

    def loader(self) -> Person:
        """Who the rows are written by: a person of this installation who cannot sign in."""
        person, _ = Person.objects.get_or_create(
            email="pack-loader@localhost.example", defaults={"name": "Audit pack loader", "is_active": False}
        )
        if person.has_usable_password():
            person.set_unusable_password()
            person.save(update_fields=["password"])
        return person
