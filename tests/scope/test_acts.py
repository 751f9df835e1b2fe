"""Setting up an audit: who may, what is refused and in which words, what is written down."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from agencies.models import JournalEntry
from audit_project.refused import Refused, Stale
from audits.lifecycle import Move
from audits.sample import acts as sample
from audits.scope import acts, rules
from audits.scope.models import Audit, AuditTeam
from audits.tools.models import AuditTool, RatingScale
from tests.conftest import NOW, TODAY, Cast, give_role, say_how_handled


@pytest.fixture
def fresh(cast: Cast) -> Audit:
    return acts.create_audit(by=cast.lead, now=NOW, reference="A-2026-07", theme="Neglect", why="It grew.")


def test_whoever_creates_an_audit_leads_it(cast: Cast, fresh: Audit) -> None:
    assert fresh.state == "setup"
    assert rules.leads(cast.lead, fresh)
    assert not rules.leads(cast.other_lead, fresh)
    entry = JournalEntry.objects.get(verb="added", kind="audit")
    assert (entry.person_name_then, entry.audit_uid) == ("Lena Lead", fresh.uid)


@pytest.mark.parametrize("who", ["auditor", "school_contact", "safeguarding_lead", "administrator", "superuser"])
def test_nobody_but_an_audit_lead_creates_one(cast: Cast, who: str) -> None:
    with pytest.raises(Refused, match="Only an audit lead can set up an audit"):
        acts.create_audit(by=getattr(cast, who), now=NOW, reference="A-2026-08", theme="Neglect")
    assert not Audit.objects.exists()


@pytest.mark.parametrize("reference", ["new", "a-1", "A", "-A1", "A" * 31, "A 1", "A-1\n2"])
def test_a_reference_that_is_none_is_refused_in_words(cast: Cast, reference: str) -> None:
    with pytest.raises(Refused, match="Use 2 to 30 capital letters"):
        acts.create_audit(by=cast.lead, now=NOW, reference=reference, theme="Neglect")


def test_a_reference_is_kept_without_what_surrounds_it(cast: Cast) -> None:
    assert acts.create_audit(by=cast.lead, now=NOW, reference="A-1\n", theme="Neglect").reference == "A-1"


def test_a_reference_serves_once(cast: Cast, fresh: Audit) -> None:
    with pytest.raises(Refused, match="There is already an audit with this reference"):
        acts.create_audit(by=cast.lead, now=NOW, reference="A-2026-07", theme="Other")


def test_the_lead_edits_the_scope_and_a_colleague_does_not(cast: Cast, fresh: Audit) -> None:
    acts.edit_scope(fresh, by=cast.lead, now=NOW, version=1, theme="Neglect again", cohort_size=40)
    fresh.refresh_from_db()
    assert (fresh.theme, fresh.cohort_size, fresh.version) == ("Neglect again", 40, 2)
    with pytest.raises(Refused, match="Only the audit's lead"):
        acts.edit_scope(fresh, by=cast.other_lead, now=NOW, version=2, theme="Mine")


def test_the_second_to_save_loses_nothing(cast: Cast, fresh: Audit) -> None:
    acts.edit_scope(fresh, by=cast.lead, now=NOW, version=1, why="Theirs")
    with pytest.raises(Stale) as clash:
        acts.edit_scope(fresh, by=cast.lead, now=NOW, version=1, why="Yours")
    assert (clash.value.theirs, clash.value.yours) == ({"why": "Theirs"}, {"why": "Yours"})


def test_only_scope_fields_can_be_written(cast: Cast, fresh: Audit) -> None:
    for name in ("state", "origin", "reference", "created_by", "uid"):
        with pytest.raises(ValueError, match="not fields"):
            acts.edit_scope(fresh, by=cast.lead, now=NOW, version=1, **{name: "x"})


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"why": "x" * 4001}, "Use 4,000 characters or fewer: it has 4001"),
        ({"threshold": 0}, "Counts up to this number are held back: Enter a whole number from 1 to 20"),
        ({"period_from": date(2026, 2, 1), "period_to": date(2026, 1, 1)}, "must end on or after the day it begins"),
    ],
)
def test_what_breaks_a_limit_is_refused_in_words(cast: Cast, fresh: Audit, fields: dict, words: str) -> None:
    with pytest.raises(Refused, match=words):
        acts.edit_scope(fresh, by=cast.lead, now=NOW, version=1, **fields)
    fresh.refresh_from_db()
    assert fresh.version == 1


def test_emoji_and_markup_are_kept_exactly(cast: Cast, fresh: Audit) -> None:
    text = "<script>alert(1)</script> 🧸 {{ x }} &amp;"
    acts.edit_scope(fresh, by=cast.lead, now=NOW, version=1, why=text)
    fresh.refresh_from_db()
    assert fresh.why == text


def test_the_tool_is_fixed_once_returns_are_open(cast: Cast, audit: Audit) -> None:
    other = RatingScale.objects.exclude(pk=audit.scale_id)[0]
    with pytest.raises(Refused, match="The scale cannot change once returns are open"):
        acts.edit_scope(audit, by=cast.lead, now=NOW, version=1, scale=other)
    acts.edit_scope(audit, by=cast.lead, now=NOW, version=1, scale=audit.scale, theme="Still editable")


def test_an_agency_is_invited_once_and_uninvited_until_it_is_asked(cast: Cast, audit: Audit, case) -> None:
    with pytest.raises(Refused, match="already invited"):
        acts.invite_agency(audit, cast.school, by=cast.lead, now=NOW)
    acts.invite_agency(audit, cast.trust, by=cast.lead, now=NOW)
    acts.uninvite(audit, cast.trust, by=cast.lead, now=NOW)
    assert not audit.invitations.filter(agency=cast.trust).exists()
    sample.ask_agency(case, cast.police, by=cast.lead, now=NOW)
    with pytest.raises(Refused, match="has been asked about a case"):
        acts.uninvite(audit, cast.police, by=cast.lead, now=NOW)


def test_parts_are_given_by_the_lead_and_never_to_oneself(cast: Cast, fresh: Audit) -> None:
    with pytest.raises(Refused, match="cannot give a part to yourself"):
        acts.give_part(fresh, cast.lead, "chair", by=cast.lead, now=NOW)
    with pytest.raises(Refused, match="Only the audit's lead"):
        acts.give_part(fresh, cast.panel, "panel", by=cast.other_lead, now=NOW)
    acts.give_part(fresh, cast.panel, "panel", by=cast.lead, now=NOW)
    with pytest.raises(Refused, match="already plays this part"):
        acts.give_part(fresh, cast.panel, "panel", by=cast.lead, now=NOW)
    assert rules.has_part(cast.panel, fresh, "panel")


def test_a_part_asks_for_the_role_that_fits(cast: Cast, fresh: Audit) -> None:
    with pytest.raises(Refused, match="holds no role today"):
        acts.give_part(fresh, cast.stranger, "panel", by=cast.lead, now=NOW)
    with pytest.raises(Refused, match="Only an independent scrutineer"):
        acts.give_part(fresh, cast.panel, "scrutineer", by=cast.lead, now=NOW, until=TODAY)
    with pytest.raises(Refused, match="Only an audit lead"):
        acts.give_part(fresh, cast.panel, "lead", by=cast.lead, now=NOW)
    with pytest.raises(Refused, match="Give the last day"):
        acts.give_part(fresh, cast.scrutineer, "scrutineer", by=cast.lead, now=NOW)
    acts.give_part(fresh, cast.scrutineer, "scrutineer", by=cast.lead, now=NOW, until=TODAY + timedelta(days=90))


def test_a_part_ends_with_its_day_and_nobody_ends_their_own(cast: Cast, fresh: Audit) -> None:
    team = acts.give_part(fresh, cast.panel, "panel", by=cast.lead, now=NOW, since=TODAY - timedelta(days=3))
    acts.end_part(team, by=cast.lead, now=NOW)
    assert rules.has_part(cast.panel, fresh, "panel", on=TODAY)
    assert not rules.has_part(cast.panel, fresh, "panel", on=TODAY + timedelta(days=1))
    with pytest.raises(Refused, match="your own part"):
        acts.end_part(fresh.team.get(part="lead"), by=cast.lead, now=NOW)


def test_a_part_without_a_role_opens_nothing(cast: Cast, fresh: Audit) -> None:
    cast.lead.memberships.update(until=TODAY - timedelta(days=1))
    cast.lead.forget_standing()
    assert not rules.leads(cast.lead, fresh)


def test_whether_somebody_leads_is_asked_once(cast: Cast, audit: Audit, django_assert_num_queries) -> None:
    cast.lead.standing()
    with django_assert_num_queries(1):
        assert rules.leads(cast.lead, audit)
        assert rules.leads(cast.lead, audit)
        assert not rules.leads(cast.lead, Audit(pk=audit.pk + 1))


def test_strands_and_areas_have_their_own_names(cast: Cast, fresh: Audit) -> None:
    area = acts.add_area(fresh, by=cast.lead, now=NOW, name="North")
    strand = acts.add_strand(fresh, by=cast.lead, now=NOW, code="north", name="Northern board", area=area)
    assert (strand.area, strand.order) == (area, 1)
    with pytest.raises(Refused, match="already an area"):
        acts.add_area(fresh, by=cast.lead, now=NOW, name="north")
    with pytest.raises(Refused, match="already a strand"):
        acts.add_strand(fresh, by=cast.lead, now=NOW, code="NORTH", name="Again")


def test_the_audit_moves_on_when_nothing_stands_in_the_way(cast: Cast, fresh: Audit) -> None:
    acts.move_audit(fresh, "sample", by=cast.lead, now=NOW)
    with pytest.raises(Refused) as said:
        acts.move_audit(fresh, "returns", by=cast.lead, now=NOW)
    for sentence in ("Choose the audit tool.", "ages and plans", "Invite at least one", "Add at least one case."):
        assert sentence in said.value.sentence
    acts.edit_scope(
        fresh,
        by=cast.lead,
        now=NOW,
        version=fresh.version,
        tool=AuditTool.objects.get(code="familial-csa"),
        facts_on=TODAY,
    )
    acts.invite_agency(fresh, cast.school, by=cast.lead, now=NOW)
    case = sample.add_case(fresh, by=cast.lead, now=NOW)
    with pytest.raises(Refused, match="Say how this information is handled"):
        acts.move_audit(fresh, "returns", by=cast.lead, now=NOW)
    say_how_handled(fresh, cast.lead)
    with pytest.raises(Refused, match="Ask at least one agency about case 1"):
        acts.move_audit(fresh, "returns", by=cast.lead, now=NOW)
    asked = sample.ask_agency(case, cast.school, by=cast.lead, now=NOW)
    sample.answer_involvement(asked, by=cast.school_contact, now=NOW, version=1, answer="KNOWN")
    assert not fresh.returns.exists()
    acts.move_audit(fresh, "returns", by=cast.lead, now=NOW)
    fresh.refresh_from_db()
    assert fresh.state == "returns"
    assert [one.agency for one in fresh.returns.all()] == [cast.school]
    assert list(Move.objects.filter(kind="audit").order_by("id").values_list("from_state", "to_state")) == [
        ("setup", "sample"),
        ("sample", "returns"),
    ]


def test_an_audit_without_a_why_does_not_leave_the_set_up(cast: Cast) -> None:
    audit = acts.create_audit(by=cast.lead, now=NOW, reference="A-2026-09", theme="Neglect")
    with pytest.raises(Refused, match="Say why the audit is carried out"):
        acts.move_audit(audit, "sample", by=cast.lead, now=NOW)


def test_a_second_lead_can_be_given_the_part_and_then_leads(cast: Cast, fresh: Audit) -> None:
    acts.give_part(fresh, cast.other_lead, AuditTeam.Part.LEAD, by=cast.lead, now=NOW)
    assert rules.leads(cast.other_lead, fresh)
    give_role(cast.reader, cast.school, "auditor", by=cast.lead)
    acts.give_part(fresh, cast.reader, "minutes", by=cast.other_lead, now=NOW)
