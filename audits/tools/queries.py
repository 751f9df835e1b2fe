"""Which tools and scales a person may see, and what stands in one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Prefetch, Q, QuerySet
from django.db.models.functions import Lower

from audits.codes.models import PracticeDomain

if TYPE_CHECKING:
    from agencies.models import Person
    from audits.tools.models import AuditTool, RatingScale, Standard

# Who has business with the tools and the scales: those who build them, and those who ask how an audit was done.
READERS = ("audit_lead", "safeguarding_lead", "scrutineer", "administrator")


class SetUpDataQuerySet(QuerySet[Any]):
    """Tools and scales belong to the partnership: whoever sets audits up, reads or keeps them sees them all."""

    def visible_to(self, person: Person) -> SetUpDataQuerySet:
        return self if person.standing().has(*READERS) else self.none()


def tools_listed(tools: Any, person: Person) -> QuerySet[Any]:
    """Every tool and version: those in use first, by name, the newest version first."""
    rows = tools.objects.visible_to(person).select_related("made_by")
    found: QuerySet[Any] = rows.order_by("-is_active", Lower("name"), "code", "-edition")
    return found


def contents(tool: AuditTool) -> list[Any]:
    """The tool's domains in order, each with its standards and what is said of them; three queries."""
    standards = standards_in(tool).prefetch_related("asked_of").order_by("number")
    domains = tool.domains.select_related("practice__compared_as").order_by("order", "pk")
    return list(domains.prefetch_related(Prefetch("standards", standards)))


def domains_of(tool: AuditTool) -> QuerySet[Any]:
    return tool.domains.order_by("order", "pk")


def domain_in(tool: AuditTool, practice: str) -> QuerySet[Any]:
    return tool.domains.filter(practice=practice).select_related("tool", "practice__compared_as")


def practices_for(tool: AuditTool | None) -> QuerySet[PracticeDomain]:
    """The domains that something may be sorted by where this tool is asked: the list's and its own, no other tool's."""
    if tool is None:
        return PracticeDomain.objects.on_the_list()
    return PracticeDomain.objects.filter(Q(own="") | Q(pk__in=tool.domains.values("practice")))


def standards_in(tool: AuditTool) -> QuerySet[Any]:
    model = tool.domains.model._meta.get_field("standards").related_model
    rows = model._default_manager.filter(domain__tool=tool)
    found: QuerySet[Any] = rows.select_related("domain__tool", "only_if", "scale", "only_after__scale")
    return found


def tool_of(tools: Any, code: str, edition: int) -> AuditTool | None:
    found: AuditTool | None = tools.objects.filter(code=code, edition=edition).first()
    return found


def versions_of(tool: AuditTool) -> QuerySet[Any]:
    """Every version of the tool, oldest first."""
    return type(tool)._default_manager.filter(code=tool.code).order_by("edition")


def audits_with(thing: AuditTool | RatingScale, person: Person) -> QuerySet[Any]:
    """The audits with this tool or scale that the person may see."""
    seen: QuerySet[Any] = thing.audits.visible_to(person).order_by("reference")
    return seen


def scales_listed(scales: Any, person: Person) -> QuerySet[Any]:
    """Every scale with its bands, those in use first."""
    rows = scales.objects.visible_to(person).prefetch_related("bands")
    found: QuerySet[Any] = rows.order_by("-is_active", Lower("name"), "code")
    return found


def earlier_questions(tool: AuditTool, standard: Standard | None) -> list[Standard]:
    """The questions that stand before this one in the tool; all, for one that is still to be added."""
    rows = list(standards_in(tool).prefetch_related("scale__bands").order_by("domain__order", "domain_id", "number"))
    if standard is None:
        return rows
    place = next((n for n, row in enumerate(rows) if row.pk == standard.pk), len(rows))
    return rows[:place]
