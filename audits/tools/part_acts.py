"""What an audit lead does inside a tool: adds, changes, reorders and takes out domains and questions."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from agencies import journal
from agencies.models import Person, Sector
from agencies.writing import write
from audit_project.checked import check_fields
from audit_project.refused import Refused
from audits.codes.models import PracticeDomain
from audits.tools import rules
from audits.tools.acts import lock_tool, write_with
from audits.tools.models import AuditTool, Domain, Standard
from audits.tools.own_domains import BEHIND_THE_LIST, CALLED_TWICE, MOST_DOMAINS, NO_NAME, own_code, plain

CHANGED_MEANWHILE = "Someone else changed this while you were looking at it. Look at it again before you take it out."
OUT_OF_THE_WAY = 1000  # added to every number while questions change places, so that no two ever share one
MOST_QUESTIONS = 60  # of one domain
A_NEW_ONE = "own"  # stands where the code of a domain of the list would: one of the tool's own is asked for


def add_domain(
    tool: AuditTool, *, by: Person, now: datetime, practice: str, label: str = "", compared_as: str = ""
) -> Domain:
    """A domain, last: of the list, under words of the tool's or the list's; or one of the tool's own (`practice` is
    `A_NEW_ONE`), with the one of the list that it is compared as, or none."""
    with transaction.atomic():
        lock_tool(tool, by, now)
        check_domain_left(tool)
        row = own_row(tool, label, compared_as) if practice == A_NEW_ONE else of_the_list(practice)
        if tool.domains.filter(practice=row).exists():
            raise Refused("This domain is in the tool already.")
        label = label or row.label
        check_name_is_free(tool, label)
        last = max([0, *tool.domains.values_list("order", flat=True)])
        domain = Domain(tool=tool, practice=row, order=last + 1)
        return write(domain, by=by, now=now, verb="added", label=label)


def of_the_list(code: str) -> PracticeDomain:
    listed = PracticeDomain.objects.on_the_list().filter(pk=code, is_active=True).first()
    if listed is None:
        raise Refused("Choose a domain from the list.")
    return listed


def own_row(tool: AuditTool, name: str, compared_as: str) -> PracticeDomain:
    """The row of a domain of the tool's own: the one of this name that another version has and this one has not, so
    that answers to both are of one domain; else a new one."""
    if not plain(name):
        raise Refused(NO_NAME, on="label")
    check_name_is_free(tool, name)
    check_fields(Domain(label=name), ("label",))
    rows = PracticeDomain.objects.filter(own=tool.code)
    there = list(rows.exclude(pk__in=tool.domains.values("practice")).order_by("order"))
    row = next((one for one in there if plain(one.label) == plain(name)), None)
    if row is None:
        codes = list(rows.values_list("code", flat=True))
        place = max([BEHIND_THE_LIST, *rows.values_list("order", flat=True)]) + 1
        row = PracticeDomain(code=own_code(tool.code, name, codes), label=name, own=tool.code, order=place)
    row.compared_as = of_the_list(compared_as) if compared_as else None
    row.save()
    return row


def check_name_is_free(tool: AuditTool, name: str, *, but: Domain | None = None) -> None:
    """No two domains of a tool are called the same."""
    others = tool.domains.exclude(pk=but.pk) if but else tool.domains.all()
    if plain(name) in map(plain, others.values_list("label", flat=True)):
        raise Refused(CALLED_TWICE, on="label")


def check_domain_left(tool: AuditTool) -> None:
    if tool.domains.count() >= MOST_DOMAINS:
        raise Refused(f"A tool holds {MOST_DOMAINS} domains at most.")


def edit_domain(domain: Domain, *, by: Person, now: datetime, version: int, label: str) -> None:
    """Call a domain something else: what was asked and answered in it stays its own. Raises `Stale` on a clash."""
    with transaction.atomic():
        lock_tool(domain.tool, by, now)
        check_still_there(domain)
        check_name_is_free(domain.tool, label, but=domain)
        write(domain, by=by, now=now, verb="edited", version=version, label=label)
        PracticeDomain.objects.filter(pk=domain.practice_id, own=domain.tool.code).update(label=label)


def compare_as(domain: Domain, *, by: Person, now: datetime, version: int, compared_as: PracticeDomain | None) -> None:
    """Say which of the list a domain of the tool's own is compared as, in every version: it changes no question, so
    it may be said of a tool that is in use. Raises `Stale` on a clash."""
    rules.check_can_keep(by, domain.tool, timezone.localdate(now))
    with transaction.atomic():
        check_still_there(domain)
        if not domain.practice.own:
            raise Refused("A domain of the list is compared as itself.")
        chosen = of_the_list(compared_as.pk) if compared_as else None
        write(domain.practice, by=by, now=now, verb="edited", of=domain, version=version, compared_as=chosen)


def move_domain(domain: Domain, *, by: Person, now: datetime, up: bool = False, place: int | None = None) -> None:
    """One place up or down, or to the `place` counted from 1; at the end of the list nothing happens."""
    with transaction.atomic():
        lock_tool(domain.tool, by, now)
        check_still_there(domain)
        rows = moved(list(domain.tool.domains.order_by("order", "pk")), domain, up, place)
        for order, row in enumerate(rows, 1):
            row.order = order
        Domain.objects.bulk_update(rows, ["order"])
        check_in_order(domain.tool)
        journal.record(by, "edited", domain, now=now)


def remove_domain(domain: Domain, *, by: Person, now: datetime, version: int, seen: int) -> None:
    """Take a domain out with its questions. `version` and `seen` (`stands_at`) are what was looked at."""
    with transaction.atomic():
        lock_tool(domain.tool, by, now)
        if not Domain.objects.filter(pk=domain.pk, version=version).exists() or stands_at(domain) != seen:
            raise Refused(CHANGED_MEANWHILE)
        check_nothing_hangs_on(domain.standards.all())
        journal.record(by, "removed", domain, now=now)
        domain.standards.update(only_after=None, only_after_answers=[])
        domain.standards.all().delete()
        domain.delete()
        own = PracticeDomain.objects.filter(pk=domain.practice_id, own=domain.tool.code)
        if not Domain.objects.filter(practice=domain.practice_id).exists():  # no other version has it
            own.delete()


def stands_at(domain: Domain) -> int:
    """A figure that changes when a question of the domain is added, taken out or edited."""
    return sum(domain.standards.values_list("version", flat=True))


def moved(rows: list[Any], row: Any, up: bool, place: int | None) -> list[Any]:
    """The rows with one of them a place up or down, or at the place counted from 1, as far as the list goes."""
    at = next(n for n, one in enumerate(rows) if one.pk == row.pk)
    to = place - 1 if place else at - 1 if up else at + 1
    rows.insert(min(max(to, 0), len(rows) - 1), rows.pop(at))
    return rows


def check_still_there(row: Domain | Standard) -> None:
    if not type(row)._default_manager.filter(pk=row.pk).exists():
        raise Refused("Someone else has taken this out of the tool.")


def check_belongs(tool: AuditTool, domain: Domain) -> None:
    if domain.tool_id != tool.pk:
        raise Refused("Choose a domain of this tool.")


def add_standard(
    tool: AuditTool, *, by: Person, now: datetime, domain: Domain, asked_of: Sequence[str] = (), **fields: Any
) -> Standard:
    """A question, last in its domain."""
    with transaction.atomic():
        lock_tool(tool, by, now)
        check_belongs(tool, domain)
        row = Standard(domain=domain, number=next_number(domain))
        standard = write(row, by=by, now=now, verb="added", **fields)
        standard.asked_of.set(Sector.objects.filter(pk__in=asked_of))
    return standard


def edit_standard(
    standard: Standard,
    *,
    by: Person,
    now: datetime,
    version: int,
    domain: Domain,
    asked_of: Sequence[str] = (),
    **fields: Any,
) -> None:
    """Change a question; in another domain it stands last. Raises `Stale` on a clash."""
    tool, left = standard.domain.tool, standard.domain
    with transaction.atomic():
        lock_tool(tool, by, now)
        check_still_there(standard)
        check_belongs(tool, domain)
        check_fields(Standard(**fields), {name.removesuffix("_id") for name in fields})
        placed: dict[str, Any] = {"domain": domain}
        if domain.pk != left.pk:
            placed["number"] = next_number(domain)
        write_with(standard, version, {"asked_of": sorted(asked_of)}, **placed, **fields)
        if domain.pk != left.pk:
            number(in_order(left))
        check_in_order(tool)
        journal.record(by, "edited", standard, now=now)


def move_standard(standard: Standard, *, by: Person, now: datetime, up: bool = False, place: int | None = None) -> None:
    """One place up or down in its domain, or to the `place` counted from 1; at the end of it nothing happens."""
    with transaction.atomic():
        lock_tool(standard.domain.tool, by, now)
        check_still_there(standard)
        number(moved(in_order(standard.domain), standard, up, place))
        check_in_order(standard.domain.tool)
        journal.record(by, "edited", standard, now=now)


def remove_standard(standard: Standard, *, by: Person, now: datetime, version: int) -> None:
    """Take a question out. `version` is the one that was looked at."""
    domain = standard.domain
    with transaction.atomic():
        lock_tool(domain.tool, by, now)
        if not Standard.objects.filter(pk=standard.pk, version=version).exists():
            raise Refused(CHANGED_MEANWHILE)
        check_nothing_hangs_on([standard])
        journal.record(by, "removed", standard, now=now)
        standard.delete()
        number(in_order(domain))


def check_nothing_hangs_on(standards: Iterable[Standard]) -> None:
    """No question that stays is asked only after one of these."""
    keys = [one.pk for one in standards]
    hanging = Standard.objects.filter(only_after__in=keys).exclude(pk__in=keys).first()
    if hanging is not None:
        raise Refused(f"“{hanging.text[:80]}” is asked only after an answer to this. Change that question first.")


def check_in_order(tool: AuditTool) -> None:
    """Every question that hangs on another stands behind it."""
    rows = list(Standard.objects.filter(domain__tool=tool).order_by("domain__order", "domain_id", "number"))
    places = {row.pk: place for place, row in enumerate(rows)}
    for row in rows:
        if row.only_after_id and places.get(row.only_after_id, len(rows)) >= places[row.pk]:
            raise Refused(
                f"“{row.text[:80]}” is asked only after an answer to a question before it: leave it behind that."
            )


def next_number(domain: Domain) -> int:
    numbers = list(domain.standards.values_list("number", flat=True))
    if len(numbers) >= MOST_QUESTIONS:
        raise Refused(f"A domain holds {MOST_QUESTIONS} questions at most.")
    return max([0, *numbers]) + 1


def in_order(domain: Domain) -> list[Standard]:
    return list(domain.standards.order_by("number"))


def number(rows: list[Standard]) -> None:
    """Give the questions of one domain the numbers 1, 2, 3 in this order."""
    keys = [row.pk for row in rows]
    Standard.objects.filter(pk__in=keys).update(number=F("number") + OUT_OF_THE_WAY)
    for place, row in enumerate(rows, 1):
        row.number = place
    Standard.objects.bulk_update(rows, ["number"])
