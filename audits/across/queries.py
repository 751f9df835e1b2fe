"""What a person may see of what recurs across audits: themes of practice, and the audits they are counted from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db.models import OuterRef, Q, QuerySet

from agencies.queries import covered_by
from audits.sample.queries import still_in

if TYPE_CHECKING:
    from agencies.models import Person
    from audits.across.models import PracticeTheme

# They follow practice across the partnership; each still reads an audit's own words only where it is open to them.
FOLLOW_PRACTICE = ("audit_lead", "safeguarding_lead", "scrutineer")
WORKED_THROUGH = ("reporting", "published", "closed")


def counted(prefix: str = "") -> Q:
    """Audits whose findings are agreed: past their meetings, or recorded from paper. A dip sample agrees nothing."""
    through = Q(**{f"{prefix}state__in": WORKED_THROUGH}) | Q(**{f"{prefix}origin": "recorded"})
    return through & Q(**{f"{prefix}is_dip_sample": False})


def own_findings(person: Person, *, alone: bool = False) -> QuerySet[Any]:
    """Agreed findings that name an agency the person speaks for. `alone`: only those that name no other agency."""
    model = apps.get_model("audits", "AgreedFinding")
    ids = person.standing().agency_ids("agency_contact")
    named = model.agencies.through.objects.filter(agreedfinding=OuterRef("pk"))
    ours = covered_by(ids)
    rows = model.objects.filter(counted("audit__"), still_in(), state="agreed", pk__in=named_ids(model, ours))
    if alone:
        others = named.exclude(ours).values("agreedfinding_id")
        rows = rows.exclude(pk__in=others)
    return rows


def named_ids(model: Any, ours: Q) -> QuerySet[Any]:
    return model.agencies.through.objects.filter(ours).values("agreedfinding_id")


class PracticeThemeQuerySet(QuerySet["PracticeTheme"]):
    def visible_to(self, person: Person) -> PracticeThemeQuerySet:
        """All for those who follow practice; for an agency contact those under which their agency's practice was
        found."""
        standing = person.standing()
        if standing.has(*FOLLOW_PRACTICE):
            return self
        if not standing.has("agency_contact"):
            return self.none()
        match: Any = self.model.matches.rel.related_model
        ours = match.objects.filter(state="same", theme__in=own_findings(person).values("theme_id"))
        return self.filter(
            Q(pk__in=ours.values("practice_theme_id")) | Q(took_in__in=ours.values("practice_theme_id"))
        ).distinct()
