"""Reads everything that is counted of an audit, in four queries at any size, as plain rows.

The frame (bands, domains, themes, overrides, published figures, agencies, returns with their grades, agreed findings,
the sentences that a lead chose and the answers these are of) is one query; the cases with their members and agreed
grade another; what agencies answered the third; the answers' cells, by the covering index alone, the last. What hangs
on a return or a finding is read audit by audit and put together here: by their keys, the database would look each of
them up one by one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import cache, partial
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Case as Choose
from django.db.models import Count, Expression, F, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce, JSONObject

from agencies.models import Agency, AgencyName, FrontDoor, Person, Sector
from audit_project.compiled import CompiledOnce
from audits.codes.models import AnswerState, Condition, PracticeDomain
from audits.concerns.models import ImmediateConcern
from audits.meeting.domains.models import AgreedDomainGrade
from audits.meeting.models import AgreedFinding, PanelView, Theme
from audits.returns.domains.models import DomainGrade
from audits.returns.models import AgencyReturn, Answer, OwnGrade, Voice
from audits.rollup.chosen.models import ChosenWording
from audits.rollup.counting.gather_cases import agencies_of, cases_of
from audits.rollup.counting.gathered import Gathered, Rows, framed
from audits.rollup.models import EvidenceSource, Override, PublishedFigure
from audits.sample.draw.models import CohortDraw, Exclusion
from audits.sample.models import Case, Involvement
from audits.scope.models import Area, Audit, Strand
from audits.tools.models import Domain, RatingBand


def gather(audit: Audit, reader: Person | None = None) -> Gathered:
    """Four queries; no row is read twice. With a `reader`, also the cases that this person may open."""
    open_cases = Case.objects.visible_to(reader) if reader else Case.objects.none()
    numbers = open_cases.filter(audit=audit).order_by("number").values("number")
    return gathered([audit], frames_of([audit.pk], numbers))[0]


def gather_each(audits: Sequence[Audit]) -> list[Gathered]:
    """The same of several audits, in four queries all the same, in the order given."""
    return gathered(audits, frames_of([audit.pk for audit in audits]))


def gathered(audits: Sequence[Audit], frames: dict[int, dict[str, Rows]]) -> list[Gathered]:
    """Three queries: what hangs on cases and returns is put into each audit's frame."""
    ids = [audit.pk for audit in audits]
    cases, agencies = split(cases_once(asked_in(audits)).rows(ids)), split(AGENCIES.rows(ids))
    for pk, frame in frames.items():
        put_agencies(agencies[pk], frame)
        put_returns(agencies[pk], frame)
        put_findings(cases[pk], frame)
    cells: dict[int, list[Any]] = defaultdict(list)
    for row in CELLS.rows(ids):
        cells[row.pop("audit_id")].append(tuple(row.values()))
    return [
        Gathered(audit.reference, audit, framed(frames[audit.pk]), cases[audit.pk], agencies[audit.pk], cells[audit.pk])
        for audit in audits
    ]


def asked_in(audits: Sequence[Audit]) -> tuple[str, ...]:
    """What any of these audits asks of people besides, in one order: the question is put together once for each."""
    return tuple(sorted({name for audit in audits for name in audit.asks_of_people}))


def split(rows: Iterable[dict[str, Any]]) -> dict[int, Rows]:
    """The rows of each audit."""
    found: dict[int, Rows] = defaultdict(list)
    for row in rows:
        found[row.pop("of_audit")].append(row)
    return found


NO_RETURN = {
    "state": None, "band": None, "grade_state": None, "place": None, "view": None, "view_place": None, "voices": (),
    "domain_grades": (),
}  # fmt: skip


def put_agencies(answers: Rows, frame: dict[str, Rows]) -> None:
    """Put each agency's name and sector beside its answers, in the order of the sector list; then by organisation,
    service and case."""
    who = {row.pop("agency"): row for row in frame.pop("who")}
    answers.sort(key=lambda row: (*in_order(who[row["agency_id"]], row["agency_id"]), row["number"]))
    for row in answers:
        row.pop("number")
        row |= {name: value for name, value in who[row["agency_id"]].items() if name not in ("place", "parent_pk")}


def in_order(agency: Mapping[str, Any], pk: int) -> tuple[int, bool, int, int]:
    """Services of one organisation stand together, before the organisations of the sector themselves."""
    return agency["place"], agency["parent_pk"] is None, agency["parent_pk"] or 0, pk


def put_returns(agencies: Rows, frame: dict[str, Rows]) -> None:
    """Put each return, with its own grades, the panel's view and its voices, beside the agency's answer."""
    returns = {row["pk"]: {**NO_RETURN, "state": row["state"]} for row in frame["returns"]}
    for name in ("grades", "views"):
        for row in frame.pop(name):
            returns[row.pop("of")].update(row)
    for name in ("voices", "domain_grades"):
        for row in frame.pop(name):
            one = returns[row.pop("of")]
            one[name] = [*one[name], row]
    of = {row["involvement"]: returns[row["pk"]] for row in frame.pop("returns")}
    for row in agencies:
        row.update(of.get(row.pop("pk"), NO_RETURN))


def put_findings(cases: Rows, frame: dict[str, Rows]) -> None:
    """Put the agreed findings, each with the agencies it names, and the agreed grades by domain into their cases."""
    named: dict[int, list[int]] = defaultdict(list)
    for row in frame.pop("named"):
        named[row["of"]].append(row["agency"])
    found: dict[int, Rows] = defaultdict(list)
    for row in frame.pop("findings"):
        found[row.pop("case")].append({**row, "agencies": named[row["pk"]]})
    agreed: dict[int, Rows] = defaultdict(list)
    for row in frame.pop("agreed_domains"):
        agreed[row.pop("of")].append(row)
    for case in cases:
        case["finding_rows"], case["agreed_domains"] = found[case["pk"]], agreed[case["pk"]]


def listed(rows: QuerySet[Any], *order: str, **columns: str | Expression) -> ArraySubquery:
    """A sub-query's rows as a list of objects with these columns."""
    fields = {name: F(path) if isinstance(path, str) else path for name, path in columns.items()}
    return ArraySubquery(rows.order_by(*order).values(row=JSONObject(**fields)))


def frames_of(audits: Sequence[int], open_cases: QuerySet[Any, Any] | None = None) -> dict[int, dict[str, Rows]]:
    """The lists that each audit's counts are named by; `open_cases` are the numbers of those that a reader may open."""
    found = {}
    # A person who may open nothing has a query that is known to be empty, and is not asked.
    for row in FRAMES.rows(audits, None if open_cases is None or open_cases.query.is_empty() else open_cases):
        numbers = row.pop("beside", ())
        frame: dict[str, Rows] = {name.removeprefix("list_"): rows or [] for name, rows in row.items() if name != "pk"}
        found[row["pk"]] = {**frame, "open": [{"number": number} for number in numbers]}
    return found


# What is read of a sentence that a lead chose, and of an answer that it counts or that makes its part.
CHOSEN = {
    "uid": "uid", "theme": "theme_id", "standard": "standard_id", "question": "standard__text", "way": "way",
    "phrase": "phrase", "condition": "condition_id", "condition_label": "condition__label",
    "condition_fact": "condition__fact", "plan": "plan_id", "plan_label": "plan__label", "answered": "answered_id",
    "answered_text": "answered__text", "answer": "answer",
}  # fmt: skip
REPLY = {"of": "standard_id", "agency": "agency_id", "case": "case_id", "value": "value", "state": "state_id"}


def replies_to(which: str) -> QuerySet[Answer]:
    """The answers to the questions that the audit's chosen sentences are of, or whose answers make their parts."""
    chosen = ChosenWording.objects.filter(audit=OuterRef(OuterRef("pk")), **{f"{which}__isnull": False})
    return Answer.objects.filter(audit=OuterRef("pk"), standard__in=chosen.values(which))


def every_frame() -> QuerySet[Any, Any]:
    """The same question of every audit."""
    figures = PublishedFigure.objects.filter(audit=OuterRef("pk"), earlier_round__isnull=True)
    asked = Involvement.objects.filter(case__audit=OuterRef(OuterRef("pk"))).values("agency")
    return (
        Audit.objects.values(
            "pk",
            list_bands=listed(
                RatingBand.objects.filter(scale=OuterRef("scale")), "order",
                code="code", label="label", short="abbreviation", positive="positive", pk="pk",
            ),
            list_domains=listed(
                domains_of_its_tool(), "own", "place", "order", code="code", label="called", own="own",
                compared_as="compared_as_id",
            ),
            list_states=listed(AnswerState.objects.all(), "order", code="code", label="label", counts="in_denominator"),
            list_strands=listed(
                Strand.objects.filter(audit=OuterRef("pk")), "order",
                pk="pk", code="code", name="name", headline="in_headline", cohort="cohort_size",
            ),
            list_draws=listed(
                CohortDraw.objects.filter(
                    audit=OuterRef("pk"), set_aside_at__isnull=True, method__in=("simple", "proportional", "fixed")
                ),
                "number", number="number",
            ),
            list_conditions=listed(
                Condition.objects.all(), "order", code="code", label="label", fact="fact", value="value"
            ),
            list_areas=listed(Area.objects.filter(audit=OuterRef("pk")), "order", name="name"),
            list_sources=listed(
                EvidenceSource.objects.filter(audit=OuterRef("pk")), "order",
                kind="kind", number="number", unit="unit_plural", says="says",
            ),
            list_themes=listed(
                Theme.objects.filter(audit=OuterRef("pk")), "kind", "order", "id",
                pk="pk", uid="uid", kind="kind", statement="statement", amount="amount_as_given",
            ),
            list_overrides=listed(
                Override.objects.filter(audit=OuterRef("pk"), withdrawn_at__isnull=True), "fact",
                uid="uid", fact="fact", reason="reason", name="made_by_name", by="made_by__name", at="made_at",
            ),
            list_figures=listed(
                figures, "order", key="key", text="text", numerator="numerator", denominator="denominator",
                percentage="percentage", amount="amount_as_given",
            ),
            list_concerns=listed(
                ImmediateConcern.objects.filter(audit=OuterRef("pk")), "raised_at",
                case="case_id", raised="raised_at", answered="answered_at",
            ),
            list_left=listed(
                Exclusion.objects.gone().exclude(stage=Case.State.SAMPLE).filter(case__audit=OuterRef("pk")),
                "case__number", reason="reason__label", strand="case__strand_id",
            ),
            list_who=listed(
                Agency.objects.filter(pk__in=asked),
                "pk", agency="pk", name=name_then("pk", "name"), sector="sector_id", sector_label="sector__label",
                place="sector__order",
                published_as=published_as(""), parent_pk="parent_id",
                parent=name_then("parent_id", "parent__name"),
                parent_sector="parent__sector__label", parent_published_as=published_as("parent__"),
                outside="is_out_of_area",
            ),
            list_returns=listed(
                AgencyReturn.objects.filter(audit=OuterRef("pk")), "pk",
                pk="pk", involvement="involvement_id", state="state",
            ),
            list_grades=listed(
                OwnGrade.objects.filter(audit=OuterRef("pk")), "pk",
                of="agency_return_id", band="band_id", grade_state="state__label", place="band__order",
            ),
            list_domain_grades=listed(
                DomainGrade.objects.filter(audit=OuterRef("pk")), "pk",
                of="agency_return_id", domain="domain_id", band="band_id", state="state__label",
            ),
            list_agreed_domains=listed(
                AgreedDomainGrade.objects.filter(audit=OuterRef("pk")), "pk",
                of="case_id", domain="domain_id", band="band_id", state="state__label",
            ),
            list_views=listed(
                PanelView.objects.filter(audit=OuterRef("pk")), "pk",
                of="agency_return_id", view="view", view_place="band__order",
            ),
            list_voices=listed(
                Voice.objects.filter(agency_return__audit=OuterRef("pk")), "whose", "pk",
                of="agency_return_id", whose="whose", found="found",
            ),
            list_findings=listed(
                AgreedFinding.objects.filter(audit=OuterRef("pk"), state="agreed"), "order", "id", pk="pk",
                case="case_id", uid="uid", kind="kind", theme="theme_id", domain="domain_id", scope="scope",
            ),
            list_named=listed(
                AgreedFinding.agencies.through.objects.filter(agreedfinding__audit=OuterRef("pk")), "agency",
                of="agreedfinding_id", agency="agency_id",
            ),
            list_chosen=listed(
                ChosenWording.objects.filter(audit=OuterRef("pk")), "order", "id", **CHOSEN
            ),
            # Two lists and no OR between them: where nothing is chosen, no answer is read for either.
            list_replies=listed(replies_to("standard"), "pk", **REPLY),
            list_part_replies=listed(replies_to("answered"), "pk", **REPLY),
            list_door=listed(FrontDoor.objects.all(), "pk", opens="opens", closes="closes"),
        )
    )  # fmt: skip


def domains_of_its_tool() -> QuerySet[PracticeDomain]:
    """The list of domains of practice, and behind it those of the audit's tool's own, as its tool calls and places
    them."""
    own = Domain.objects.filter(tool=OuterRef(OuterRef("tool")), practice=OuterRef("pk")).exclude(practice__own="")
    rows = PracticeDomain.objects.alias(place=Subquery(own.values("order")[:1]))
    return rows.annotate(called=Coalesce(Subquery(own.values("label")[:1]), F("label"))).filter(
        Q(own="") | Q(place__isnull=False)
    )


def name_then(agency: str, name: str) -> Coalesce:
    """What an agency is called in an audit that is finished: by the name it had then, if it was renamed since."""
    since = AgencyName.objects.filter(agency=OuterRef(agency), renamed_at__gt=OuterRef(OuterRef("named_at")))
    return Coalesce(Subquery(since.order_by("renamed_at", "pk").values("name")[:1]), F(name))


def published_as(agency: str) -> Choose:
    """How an agency is published: as its sector says, or only as its sector where the agency itself says so."""
    only = When(**{f"{agency}only_by_sector": True}, then=Value(Sector.PublishedAs.SECTOR.value))
    return Choose(only, default=F(f"{agency}sector__published_as"))


def cells_of(audits: Sequence[int]) -> QuerySet[Any, Any]:
    """How many answers there are of each kind; by the covering index alone."""
    return (
        Answer.objects.filter(audit__in=audits)
        .order_by()
        .values("audit_id", "agency_id", "domain_id", "case_id", "value", "state_id")
        .annotate(n=Count("*"))
    )


@cache
def cases_once(asked: tuple[str, ...]) -> CompiledOnce:
    """Audits that ask the same of people ask the same question."""
    return CompiledOnce(partial(cases_of, asked=asked))


FRAMES = CompiledOnce(lambda audits: every_frame().filter(pk__in=audits))
AGENCIES, CELLS = CompiledOnce(agencies_of), CompiledOnce(cells_of)
