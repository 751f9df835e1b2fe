"""Which briefings a person may draft and check, and which published editions they may read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, QuerySet

from audits.sample.queries import whole_audit

if TYPE_CHECKING:
    from agencies.models import Person
    from audits.briefing.models import Briefing, Edition, Section, Statement


class BriefingQuerySet(QuerySet["Briefing"]):
    def visible_to(self, person: Person) -> BriefingQuerySet:
        """A draft is for the audit's lead and scrutineer and the safeguarding leads."""
        if person.standing().has("safeguarding_lead"):
            return self
        return self.filter(whole_audit(person, "audit_id"))


class SectionQuerySet(QuerySet["Section"]):
    def visible_to(self, person: Person) -> SectionQuerySet:
        if person.standing().has("safeguarding_lead"):
            return self
        return self.filter(whole_audit(person, "briefing__audit_id"))


class StatementQuerySet(QuerySet["Statement"]):
    def visible_to(self, person: Person) -> StatementQuerySet:
        if person.standing().has("safeguarding_lead"):
            return self
        return self.filter(whole_audit(person, "section__briefing__audit_id"))


class EditionQuerySet(QuerySet["Edition"]):
    def standing(self) -> EditionQuerySet:
        """Editions that have not been withdrawn."""
        return self.filter(withdrawal__isnull=True)

    def newest(self) -> EditionQuerySet:
        """The newest edition of each briefing. Where it was withdrawn, no older one comes back in its place."""
        newer = self.model.objects.filter(briefing=OuterRef("briefing"), number__gt=OuterRef("number"))
        return self.filter(~Exists(newer))

    def visible_to(self, person: Person) -> EditionQuerySet:
        """Everybody with a role reads what was published; without one, only what was made public. Of a withdrawn one
        they read that it was withdrawn."""
        return self.all() if person.standing().roles else self.public()

    def public(self) -> EditionQuerySet:
        """What a named person made readable without sign-in."""
        return self.filter(is_public=True)
