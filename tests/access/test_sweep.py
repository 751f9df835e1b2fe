"""Every address asked for by everybody: who may open it, who may send to it, for whom it does not exist.

The table is written by hand in the words of the roles, so that a rule that changes has to change here as well. A route
without a line fails.
"""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest
from django.apps import apps
from django.db import transaction
from django.test import Client
from django.urls import reverse

from agencies.models import JournalEntry, Person
from audit_project import urls
from audit_project.pages import DECLARED, Route
from audits.returns.models import AgencyReturn
from audits.sample.models import Case
from audits.scope.models import Audit
from tests.access.world import World, build
from tests.conftest import Cast

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

OUTSIDE = {"anonymous", "closed"}
NOBODYS = {"stranger", "superuser", "ended", "unconfirmed"}  # they sign in, and hold no role today
LEAD, ADMINISTRATOR = {"lead"}, {"administrator"}
GUARDIANS = {"safeguarding_lead", "second_safeguarding_lead"}
AT_THE_TABLE = {"lead", "panel", "scrutineer"}
SCHOOL, POLICE = {"auditor", "school_contact"}, {"police_auditor", "police_contact"}
CONTACTS = {"school_contact", "police_contact", "trust_contact"}
# Who may know that the audit, and that its case 1, exists: the others find nothing there.
OF_CASE = SCHOOL | POLICE | AT_THE_TABLE
OF_AUDIT = OF_CASE | CONTACTS | GUARDIANS
STAFF = OF_AUDIT | {"colleague", "other_lead"}
LISTS_PEOPLE = {"lead", "other_lead", *GUARDIANS, *ADMINISTRATOR}
SIGNED_IN = STAFF | ADMINISTRATOR | NOBODYS | {"reader"}
ANYBODY = SIGNED_IN | OUTSIDE
NOBODY: set[str] = set()
LEADS = {"lead", "other_lead"}
KEEPS_PRACTICE = LEADS | GUARDIANS
FOLLOWS_PRACTICE = KEEPS_PRACTICE | {"scrutineer"}
READS_TOOLS = {*LEADS, "scrutineer", *GUARDIANS, *ADMINISTRATOR}

# Who opens each page.
OPENS: dict[str, set[str]] = {
    "my_work": SIGNED_IN,
    "account_change_password": SIGNED_IN,
    "password_changed": SIGNED_IN,
    "account_logout": SIGNED_IN,
    "account_login": OUTSIDE,  # whoever is signed in is sent on
    "account_reset_password": ANYBODY,
    "account_reset_password_done": ANYBODY,
    "account_reset_password_from_key": ANYBODY,  # a page that says whether the link still works
    "account_reset_password_from_key_done": ANYBODY,
    "account_signup": NOBODY,
    "signed_in_as": ANYBODY,
    "healthz": ANYBODY,
    "readyz": ANYBODY,
    "open_link": ANYBODY,  # it asks for a code, whatever stands behind it
    "open_invitation": ANYBODY,  # a page that says what the link is; it opens nothing without a password
    "people_import": ADMINISTRATOR,
    "people_example": ADMINISTRATOR,
    "people_file": ADMINISTRATOR,
    "invite": CONTACTS | ADMINISTRATOR,
    "invitations": CONTACTS | ADMINISTRATOR,
    "demo_mail": NOBODY,  # a demo's alone
    "mail_domains": ADMINISTRATOR,
    "return_links": {"lead", "police_contact"},
    "briefings": ANYBODY,
    "briefing": STAFF | ADMINISTRATOR | {"reader"},  # published for whoever holds a role
    "briefing_file": STAFF | ADMINISTRATOR | {"reader"},
    "agencies": ADMINISTRATOR,
    "agency": ADMINISTRATOR,
    "agency_add": ADMINISTRATOR,
    "agency_edit": ADMINISTRATOR,
    "agency_stop": ADMINISTRATOR,
    "agency_merge": ADMINISTRATOR,
    "agencies_import": ADMINISTRATOR,
    "agencies_example": ADMINISTRATOR,
    "agencies_file": ADMINISTRATOR,
    "service_add": ADMINISTRATOR,
    "front_door": ADMINISTRATOR,
    "people": LISTS_PEOPLE,
    "person": LISTS_PEOPLE,
    "person_add": ADMINISTRATOR,
    "person_edit": ADMINISTRATOR,
    "role_give": ADMINISTRATOR,
    "role_end": ADMINISTRATOR,
    "person_use": ADMINISTRATOR,
    "my_returns": {"auditor", "colleague", "police_auditor", "panel"},
    "agency_desk": CONTACTS,
    "tools": READS_TOOLS,
    "tool": READS_TOOLS,
    "tool_export": READS_TOOLS,
    "tool_preview": READS_TOOLS,
    "scales": READS_TOOLS,
    "scale": READS_TOOLS,
    "tool_new": LEADS,
    "tool_import": LEADS,
    "tool_from_list": LEADS,
    "tool_copy": LEADS,
    "tool_edit": LEADS,
    "tool_messages": LEADS,
    "domain_add": LEADS,
    "tool_domain": LEADS,
    "domain_compared": LEADS,
    "standard_add": LEADS,
    "standard": LEADS,
    "scale_new": LEADS,
    "scale_copy": LEADS,
    "scale_edit": LEADS,
    "band_add": LEADS,
    "band": LEADS,
    "audits": STAFF,
    "audit_new": {"lead", "other_lead"},
    "case_leaving": {"lead", "scrutineer"},
    "audits_without_lead": LISTS_PEOPLE,
    "pack_take_in": {"lead", "other_lead"},
    "absences": ADMINISTRATOR | {"reader", "school_contact"},  # of the reader, who belongs to the school
    "audit_nobody": LEAD,
    "lead_propose": LISTS_PEOPLE,
    "audit": OF_AUDIT,
    "audit_set_up": AT_THE_TABLE | GUARDIANS,
    "audit_section": LEAD,
    "audit_agencies": AT_THE_TABLE | GUARDIANS,
    "audit_strands": AT_THE_TABLE | GUARDIANS,
    "audit_team": AT_THE_TABLE | GUARDIANS,
    "audit_stages": AT_THE_TABLE | GUARDIANS,
    "audit_information": AT_THE_TABLE | GUARDIANS,
    "audit_retention": AT_THE_TABLE | GUARDIANS,
    "audit_go_back": LEAD,
    "audit_hold": LEAD,
    "programme": {"lead", "other_lead", "scrutineer"} | GUARDIANS,
    "practice": FOLLOWS_PRACTICE | CONTACTS,
    "practice_search": FOLLOWS_PRACTICE | CONTACTS,
    "practice_matching": KEEPS_PRACTICE,
    "practice_match": {"other_lead"} | GUARDIANS,  # whose audit it is
    "practice_theme": FOLLOWS_PRACTICE,  # of the contacts' agencies nothing was found under it
    "practice_rounds": FOLLOWS_PRACTICE,
    "practice_line": NOBODY,  # three rounds that are alike are needed
    "practice_reword": KEEPS_PRACTICE,
    "practice_merge": KEEPS_PRACTICE,
    "programme_add": {"lead", "other_lead"},
    "programme_entry": {"lead", "other_lead"},
    "activity": {"lead", "scrutineer"},
    "audit_sent": {"lead", "scrutineer"},
    "agency_sent": CONTACTS,
    "audit_progress": OF_AUDIT,
    "cases": OF_AUDIT,
    "case": OF_CASE,
    "concern_raise": OF_CASE,
    "return_concern": SCHOOL | AT_THE_TABLE,
    "concern": SCHOOL | {"lead", "scrutineer"},
    "audit_key": {"lead", "scrutineer"},
    "key_outside": LEAD,
    "key_seal": LEAD,
    "key_wipe": LEAD,
    "case_key": LEAD,
    "return_key": {"police_auditor"},  # who holds it: the contact does not
    "own_reference": {"police_contact"},  # the auditor opens it from the return; the lead does not
    "own_reference_keep": {"police_contact"},
    "return_own_reference": {"police_auditor"},
    "return_own_reference_keep": {"police_auditor"},
    "identifying_lines": NOBODY,  # this partnership sends names by its secure mail
    "transfers": {"lead", "scrutineer"},
    "transfer_add": LEAD,
    "transfer": {"lead", "scrutineer", "police_contact"},
    "draws": {"lead", "scrutineer"} | GUARDIANS,
    "draw_read": NOBODY,  # the sample is fixed once the meetings have begun
    "draw_certificate": {"lead", "scrutineer"} | GUARDIANS,
    "case_leave_out": LEAD,
    "case_ask": LEAD,
    "case_context": LEAD,
    "case_siblings": LEAD,
    "case_family_contact": LEAD,
    "member_add": NOBODY,  # the sample is fixed once the meetings have begun
    "member_edit": NOBODY,
    "involvement": {"police_contact", "lead"},
    "involvement_grid": {"lead", "scrutineer"} | CONTACTS,
    "involvement_answers": LEAD | CONTACTS,
    "involvement_ask": LEAD,
    "involvement_outside": LEAD,
    "involvement_tell": NOBODY,  # once the meetings have begun, nobody is asked by e-mail
    "auditor_assign": {"police_contact", "lead"},
    "returns": OF_AUDIT,
    "return": SCHOOL | AT_THE_TABLE,
    "return_send_back": LEAD,
    "return_check": POLICE,
    "return_nothing": POLICE,
    "return_records": POLICE,
    "return_questions": POLICE,
    "return_siblings": POLICE,
    "return_question_list": POLICE,
    "return_findings": POLICE,
    "return_steps": POLICE,
    "step_add": POLICE,
    "step_edit": POLICE,
    "step_remove": POLICE,
    "return_voices": POLICE,
    "return_grade": POLICE,
    "finding_add": POLICE,
    "finding_edit": POLICE,
    "finding_remove": POLICE,
    "finding_begun": POLICE,
    "word_form": POLICE,
    "word_copy": SCHOOL | AT_THE_TABLE,
    "word_back": POLICE,
    "meetings": AT_THE_TABLE,
    "meeting": AT_THE_TABLE,
    "meeting_open": LEAD,
    "meeting_attendance": AT_THE_TABLE,
    "meeting_attendance_edit": AT_THE_TABLE,
    "meeting_findings": AT_THE_TABLE,
    "meeting_finding": AT_THE_TABLE,
    "meeting_grade": AT_THE_TABLE,
    "meeting_reopen": LEAD,
    "meeting_views": AT_THE_TABLE,
    "meeting_begin": AT_THE_TABLE,
    "meeting_questions": AT_THE_TABLE,
    "meeting_question": AT_THE_TABLE,
    "pre_read": AT_THE_TABLE,
    "pre_read_word": AT_THE_TABLE,
    "pre_read_send": LEAD,
    "meeting_screen": AT_THE_TABLE,
    "meeting_own_view": AT_THE_TABLE,
    "meeting_without": LEAD,
    "meeting_minutes": AT_THE_TABLE,
    "meetings_running": LEAD,
    "case_actions": AT_THE_TABLE,
    "case_action": AT_THE_TABLE | {"police_contact"},
    "meeting_view": AT_THE_TABLE,
    "themes": AT_THE_TABLE | GUARDIANS,
    "theme": LEAD,
    "theme_merge": LEAD,
    "roll_up": AT_THE_TABLE | GUARDIANS,
    "roll_up_evidence": AT_THE_TABLE | GUARDIANS,
    "roll_up_room": AT_THE_TABLE | GUARDIANS,
    "roll_up_questions": AT_THE_TABLE | GUARDIANS,
    "roll_up_question": AT_THE_TABLE | GUARDIANS,
    "roll_up_export": AT_THE_TABLE | GUARDIANS,
    "roll_up_wordings": LEAD,
    "briefing_draft": {"lead", "scrutineer"} | GUARDIANS,
    "briefing_sign_off": {"lead", "scrutineer"} | GUARDIANS,
    "briefing_material": LEAD,
    "briefing_part": LEAD,
    "briefing_statement": LEAD,
    "briefing_title": LEAD,
    "actions": {"lead", "scrutineer"} | GUARDIANS | CONTACTS,
    "action": {"lead", "scrutineer", "police_contact"} | GUARDIANS,
    "recommendation": LEAD,
    "compare": AT_THE_TABLE | GUARDIANS,
    "judge_change": LEAD | GUARDIANS,
    "earlier_round": LEAD | GUARDIANS,
    "published_figure": LEAD | GUARDIANS,
}
# Who may send something there. The others are refused, and nothing is written.
SENDS: dict[str, set[str]] = {
    "account_login": OUTSIDE,
    "account_reset_password": ANYBODY,
    "account_reset_password_from_key": ANYBODY,
    "account_logout": SIGNED_IN,
    "words_hints": STAFF | ADMINISTRATOR,
    "sign_in_to_save": ANYBODY,
    "account_change_password": SIGNED_IN,
    "open_link": ANYBODY,
    "open_invitation": ANYBODY,
    "people_import": ADMINISTRATOR,
    "invite": CONTACTS | ADMINISTRATOR,
    "invitation_again": ADMINISTRATOR | {"school_contact"},
    "invitation_revoke": ADMINISTRATOR | {"school_contact"},
    "mail_domains": ADMINISTRATOR,
    "mail_domain_remove": ADMINISTRATOR,
    "return_links": {"lead", "police_contact"},
    "return_link_revoke": {"lead", "police_contact"},
    "agency_add": ADMINISTRATOR,
    "agency_edit": ADMINISTRATOR,
    "agency_stop": ADMINISTRATOR,
    "agency_merge": ADMINISTRATOR,
    "agencies_import": ADMINISTRATOR,
    "agency_use": ADMINISTRATOR,
    "service_add": ADMINISTRATOR,
    "front_door": ADMINISTRATOR,
    "person_add": ADMINISTRATOR,
    "person_edit": ADMINISTRATOR,
    "person_use": ADMINISTRATOR,
    "role_give": ADMINISTRATOR,
    "role_end": ADMINISTRATOR,
    "role_confirm": {"lead", "other_lead"} | GUARDIANS,
    "tool_new": LEADS,
    "tool_import": LEADS,
    "tool_from_list": LEADS,
    "tool_copy": LEADS,
    "tool_edit": LEADS,
    "tool_messages": LEADS,
    "domain_add": LEADS,
    "tool_domain": LEADS,
    "domain_compared": LEADS,
    "standard_add": LEADS,
    "standard": LEADS,
    "scale_new": LEADS,
    "scale_copy": LEADS,
    "scale_edit": LEADS,
    "band_add": LEADS,
    "band": LEADS,
    "tool_import_make": LEADS,
    "tool_from_list_make": LEADS,
    "tool_next": LEADS,
    "tool_use": LEADS,
    "domain_move": LEADS,
    "domain_remove": LEADS,
    "standard_move": LEADS,
    "standard_remove": LEADS,
    "scale_use": LEADS,
    "band_move": LEADS,
    "band_remove": LEADS,
    "audit_new": {"lead", "other_lead"},
    "absences": ADMINISTRATOR | {"reader", "school_contact"},
    "absence_end": ADMINISTRATOR | {"reader", "school_contact"},
    "pack_take_in": {"lead", "other_lead"},
    "lead_propose": LISTS_PEOPLE,
    "lead_confirm": {"other_lead", "second_safeguarding_lead"},  # neither who proposed nor who is to lead
    "lead_withdraw": LISTS_PEOPLE,
    "audit_section": LEAD,
    "audit_agencies": LEAD,
    "audit_uninvite": LEAD,
    "audit_strands": LEAD,
    "audit_team": LEAD,
    "audit_part_end": LEAD,
    "audit_move": LEAD,
    "audit_go_back": LEAD,
    "audit_strand_remove": LEAD,
    "audit_information": LEAD,
    "audit_retention": LEAD,
    "audit_hold": LEAD,
    "audit_hold_lift": LEAD,
    "audit_remind": LEAD,
    "agency_remind": LEAD,
    "return_remind": LEAD,
    "practice_search": FOLLOWS_PRACTICE | CONTACTS,
    "practice_match": {"other_lead"} | GUARDIANS,
    "practice_reword": KEEPS_PRACTICE,
    "practice_merge": KEEPS_PRACTICE,
    "practice_take_out": KEEPS_PRACTICE,
    "programme_add": {"lead", "other_lead"},
    "programme_entry": {"lead", "other_lead"},
    "programme_remove": {"lead", "other_lead"},
    "cases": LEAD,
    "concern_raise": OF_CASE,
    "return_concern": SCHOOL | POLICE | AT_THE_TABLE,  # each from their own
    "concern": SCHOOL | LEAD,
    "key_outside": LEAD,
    "key_seal": LEAD,
    "key_wipe": LEAD,
    "case_key": LEAD,
    "return_key": {"police_auditor"},
    "own_reference": {"police_contact"},
    "own_reference_keep": {"police_contact"},
    "own_reference_remove": {"police_contact"},
    "return_own_reference": {"police_auditor"},
    "return_own_reference_keep": {"police_auditor"},
    "return_own_reference_remove": {"police_auditor"},
    "identifying_lines": NOBODY,
    "identifying_lines_remove": NOBODY,
    "transfer_add": LEAD,
    "transfer_received": {"police_contact"},
    "transfer_destroyed": {"police_contact"},
    "transfer_set_aside": LEAD,
    "draw_read": NOBODY,
    "draw_make": NOBODY,
    "case_leave_out": LEAD,
    "case_leaving_agree": {"scrutineer"},
    "case_leaving_keep": {"lead", "scrutineer"},
    "case_ask": LEAD,
    "case_context": LEAD,
    "case_siblings": LEAD,
    "case_family_contact": LEAD,
    "member_add": NOBODY,
    "member_edit": NOBODY,
    "member_remove": NOBODY,
    "involvement": {"police_contact", "lead"},
    "involvement_answers": LEAD | CONTACTS,
    "involvement_ask": LEAD,
    "involvement_outside": LEAD,
    "involvement_tell": NOBODY,  # once the meetings have begun, nobody is asked by e-mail
    "auditor_assign": {"police_contact", "lead"},
    "returns_open": LEAD,
    "returns_accept": LEAD,
    "return_accept": LEAD,
    "return_send_back": LEAD,
    "return_check": POLICE,
    "return_nothing": POLICE,
    "return_records": POLICE,
    "return_questions": POLICE,
    "return_siblings": POLICE,
    "return_voices": POLICE,
    "return_grade": POLICE,
    "step_add": POLICE,
    "step_edit": POLICE,
    "step_remove": POLICE,
    "finding_add": POLICE,
    "finding_edit": POLICE,
    "finding_move": POLICE,
    "finding_remove": POLICE,
    "finding_begun": POLICE,
    "finding_begun_remove": POLICE,
    "return_keep": POLICE,
    "word_back": SCHOOL | POLICE,  # each to their own: one that is submitted is read and shown, and never saved
    "word_save": POLICE,
    "meeting_prepare": LEAD,
    "meeting_open": LEAD,
    "meeting_admit": LEAD,
    "meeting_attendance": LEAD,
    "meeting_attendance_edit": LEAD,
    "meeting_findings": LEAD,
    "meeting_finding": LEAD,
    "meeting_grade": LEAD,
    "meeting_view": LEAD,
    "meeting_close": LEAD,
    "meeting_begin": LEAD,
    "meeting_questions": LEAD,
    "meeting_question": LEAD,
    "pre_read_send": LEAD,
    "meeting_own_view": {"panel"},
    "meeting_without": LEAD,
    "meetings_running": LEAD,
    "case_actions": LEAD,
    "case_action": LEAD | {"police_contact"},
    "meeting_reopen": LEAD,
    "themes": LEAD,
    "theme": LEAD,
    "theme_merge": LEAD,
    "briefing_draft": LEAD,
    "briefing_sign_off": LEAD | GUARDIANS,
    "briefing_material": LEAD,
    "briefing_part": LEAD,
    "briefing_statement": LEAD,
    "briefing_title": LEAD,
    "actions": LEAD,
    "action": {"lead", "police_contact"},
    "recommendation": LEAD,
    "roll_up_export": AT_THE_TABLE | GUARDIANS,
    "roll_up_wordings": LEAD,
    "compare": LEAD | GUARDIANS,
    "judge_change": LEAD | GUARDIANS,
    "earlier_round": LEAD | GUARDIANS,
    "published_figure": LEAD | GUARDIANS,
}
# Who may know that the thing exists: they are told why not. An audit, a case and a return have their readers above.
OF_BRIEFING = {"lead", "scrutineer"} | GUARDIANS
KNOWS: dict[str, set[str]] = {
    "agency": LISTS_PEOPLE | SCHOOL | {"colleague", "reader"},  # those who belong to it
    "service_add": LISTS_PEOPLE | {"trust_contact"},
    "agency_edit": LISTS_PEOPLE | SCHOOL | {"colleague", "reader"},
    "agency_merge": LISTS_PEOPLE | SCHOOL | {"colleague", "reader"},
    "agency_stop": LISTS_PEOPLE | SCHOOL | {"colleague", "reader"},
    "agency_use": LISTS_PEOPLE,
    "person": LISTS_PEOPLE | {"reader"},  # themselves
    "person_edit": LISTS_PEOPLE | {"reader"},
    "person_use": LISTS_PEOPLE | {"reader"},
    "role_give": LISTS_PEOPLE | {"reader"},
    "role_end": LISTS_PEOPLE,
    "role_confirm": LISTS_PEOPLE,
    "lead_confirm": LISTS_PEOPLE,
    "lead_withdraw": LISTS_PEOPLE,
    "absence_end": ADMINISTRATOR | {"reader", "school_contact"},
    "case_leaving": {"lead", "scrutineer"},
    "case_leaving_agree": {"lead", "scrutineer"},
    "case_leaving_keep": {"lead", "scrutineer"},
    "involvement": POLICE | {"lead", "scrutineer"},
    "own_reference": POLICE | {"lead", "scrutineer"},
    "own_reference_keep": POLICE | {"lead", "scrutineer"},
    "own_reference_remove": POLICE | {"lead", "scrutineer"},
    "identifying_lines": POLICE | {"lead", "scrutineer"},
    "identifying_lines_remove": POLICE | {"lead", "scrutineer"},
    "transfer": {"police_contact", "lead", "scrutineer"},
    "transfer_received": {"police_contact", "lead", "scrutineer"},
    "transfer_destroyed": {"police_contact", "lead", "scrutineer"},
    "transfer_set_aside": {"police_contact", "lead", "scrutineer"},
    "concern": SCHOOL | {"lead", "scrutineer"},
    "auditor_assign": POLICE | {"lead", "scrutineer"},
    "case_action": AT_THE_TABLE | {"police_contact"},
    "tool": READS_TOOLS,
    "tool_export": READS_TOOLS,
    "tool_preview": READS_TOOLS,
    "scale": READS_TOOLS,
    "tool_copy": READS_TOOLS,
    "tool_edit": READS_TOOLS,
    "tool_messages": READS_TOOLS,
    "domain_add": READS_TOOLS,
    "tool_domain": READS_TOOLS,
    "domain_compared": READS_TOOLS,
    "standard_add": READS_TOOLS,
    "standard": READS_TOOLS,
    "scale_copy": READS_TOOLS,
    "scale_edit": READS_TOOLS,
    "band_add": READS_TOOLS,
    "band": READS_TOOLS,
    "tool_next": READS_TOOLS,
    "tool_use": READS_TOOLS,
    "domain_move": READS_TOOLS,
    "domain_remove": READS_TOOLS,
    "standard_move": READS_TOOLS,
    "standard_remove": READS_TOOLS,
    "scale_use": READS_TOOLS,
    "band_move": READS_TOOLS,
    "band_remove": READS_TOOLS,
    "return": SCHOOL | AT_THE_TABLE,
    "return_concern": SCHOOL | AT_THE_TABLE,
    "return_accept": SCHOOL | AT_THE_TABLE,
    "word_copy": SCHOOL | AT_THE_TABLE,
    "return_send_back": SCHOOL | AT_THE_TABLE,
    "step_edit": POLICE | AT_THE_TABLE,
    "step_remove": POLICE | AT_THE_TABLE,
    "finding_edit": POLICE | AT_THE_TABLE,
    "finding_move": POLICE | AT_THE_TABLE,
    "finding_remove": POLICE | AT_THE_TABLE,
    "finding_begun": POLICE | AT_THE_TABLE,
    "finding_begun_remove": POLICE | AT_THE_TABLE,
    "return_link_revoke": POLICE | AT_THE_TABLE,
    "invitation_again": ADMINISTRATOR | {"school_contact"},  # whose agency it invites to
    "invitation_revoke": ADMINISTRATOR | {"school_contact"},
    "mail_domain_remove": ADMINISTRATOR,
    "programme_entry": {"lead", "other_lead", "scrutineer"} | GUARDIANS,
    "programme_remove": {"lead", "other_lead", "scrutineer"} | GUARDIANS,
    "practice_match": {"other_lead"} | GUARDIANS,
    "practice_theme": FOLLOWS_PRACTICE,
    "practice_rounds": FOLLOWS_PRACTICE,
    "practice_line": FOLLOWS_PRACTICE,
    "practice_reword": FOLLOWS_PRACTICE,
    "practice_merge": FOLLOWS_PRACTICE,
    "practice_take_out": FOLLOWS_PRACTICE,
    "theme": AT_THE_TABLE | GUARDIANS,
    "theme_merge": AT_THE_TABLE | GUARDIANS,
    "recommendation": OF_BRIEFING,
    "earlier_round": OF_BRIEFING,
    "published_figure": OF_BRIEFING,
    "action": OF_BRIEFING | {"police_contact"},
    "briefing_title": OF_BRIEFING,
    "briefing_part": OF_BRIEFING,
    "briefing_statement": OF_BRIEFING,
}
ROUTES = sorted(DECLARED.values(), key=lambda route: route.route) if urls.urlpatterns else []
PEOPLE = sorted(ANYBODY)


@pytest.fixture
def world(case: Case, school_return: AgencyReturn, police_return: AgencyReturn, cast: Cast) -> World:
    return build(case, school_return, police_return, cast)


def address(route: Route, world: World) -> str:
    """The route's address with the world's things in it."""
    kinds = ("cases/<", "returns/<", "people/<", "audits/<", "tools/<", "scales/<")
    kind = next((sign for sign in kinds if sign in route.route), "")
    given: dict[str, Any] = world.parts.get(route.name) or world.parts.get(kind, {})
    return reverse(route.name, kwargs=given)


def client_of(person: Person | None) -> Client:
    client = Client()
    if person is not None:
        client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def may_know(route: Route, method: str) -> set[str]:
    """Who is told why not. For the others there is nothing there; a list that is not theirs is nothing to look at."""
    if route.name in KNOWS:
        return KNOWS[route.name]
    if route.of is None:
        return SIGNED_IN if method == "POST" else NOBODY
    return {Audit: OF_AUDIT, Case: OF_CASE, AgencyReturn: POLICE | AT_THE_TABLE}[route.of]


def test_every_route_has_a_line() -> None:
    reads = {route.name for route in ROUTES if "GET" in route.methods}
    writes = {route.name for route in ROUTES if "POST" in route.methods}
    assert reads == set(OPENS)
    assert writes == set(SENDS)


@pytest.mark.parametrize("part", range(4))
def test_who_opens_what(world: World, part: int) -> None:
    """And looking changes nothing; whoever is turned away is noted, once, with what they asked for."""
    wrong, turned_away, before = [], [], rows()
    clients = {name: client_of(world.people[name]) for name in PEOPLE}
    for route in [route for route in ROUTES if "GET" in route.methods][part::4]:
        for name, client in clients.items():
            response = client.get(address(route, world))
            fault = fault_of(route, name, response, OPENS[route.name])
            if fault:
                wrong.append(f"{route.name}, {name}: {fault}")
            person = world.people[name]
            if person is not None and response.status_code in (403, 404) and not route.public:
                turned_away.append((person.pk, route.name))
    assert wrong == []
    noted = JournalEntry.objects.filter(refused=True).values_list("person_id_then", "kind")
    assert Counter(noted) == Counter(turned_away)
    assert rows() == before


def fault_of(route: Route, name: str, response: Any, allowed: set[str]) -> str:
    """What is wrong with an answer to this person, in words; empty when it is as it should be."""
    status = response.status_code
    if "Content-Security-Policy" not in response.headers:
        return "no content security policy"
    if name not in OUTSIDE and "no-store" not in response.headers.get("Cache-Control", ""):
        return "may be stored"
    if name in allowed:
        if status != 200:
            return f"{status}, and they may open it"
        return ""
    if name in OUTSIDE:
        return "" if status in (302, 404) else f"{status}, and they are not signed in"
    if route.name == "account_login":
        return "" if status == 302 else f"{status}, and they are signed in"
    told = 403 if name in may_know(route, "GET") and not route.public else 404
    return "" if status == told else f"{status}, not {told}"


def rows() -> dict[str, list[Any]]:
    """Everything of ours that somebody could have written, but for the journal."""
    signed_in = {"last_login"}  # signing in writes that one itself
    return {
        model._meta.label: list(
            model._default_manager.order_by("pk").values_list(
                *(field.attname for field in model._meta.concrete_fields if field.name not in signed_in)
            )
        )
        for app in ("agencies", "audits")
        for model in apps.get_app_config(app).get_models()
        if model is not JournalEntry and model.__module__ != "audits.codes.models"
    }


def written() -> dict[str, list[Any]]:
    """The same without the mark that a page was sent from, which closes it to late saves and holds no word."""
    return {label: found for label, found in rows().items() if label != "audits.OpenForm"}


@pytest.mark.parametrize("part", range(4))
def test_who_sends_what(world: World, part: int) -> None:
    clients = {name: client_of(world.people[name]) for name in PEOPLE}
    before = rows()
    for route in [route for route in ROUTES if "POST" in route.methods][part::4]:
        if route.public:
            continue
        for name, client in clients.items():
            if name in SENDS[route.name]:
                continue
            status = client.post(address(route, world), {"act": "x"}).status_code
            told = {302} if name in OUTSIDE else {403} if name in may_know(route, "POST") else {404}
            if name in OPENS.get(route.name, NOBODY):
                told = {403, 404}  # a button that is not on their page may be nothing at all
            assert status in told, (route.name, name, status)
    after = rows()
    assert {label for label in before if before[label] != after[label]} == set()


@pytest.mark.parametrize("part", range(2))
def test_an_empty_form_is_never_an_error(world: World, part: int) -> None:
    for route in [route for route in ROUTES if "POST" in route.methods][part::2]:
        for name in sorted(SENDS[route.name] - {"closed"}):
            with transaction.atomic():
                status = client_of(world.people[name]).post(address(route, world), {}).status_code
                transaction.set_rollback(True)
            assert status in (200, 302, 401, 403, 404, 409), (route.name, name, status)


def test_another_method_than_declared_is_refused_first(world: World) -> None:
    client = client_of(world.people["lead"])
    for route in ROUTES:
        for method in {"GET", "POST", "PUT", "DELETE", "PATCH"} - set(route.methods):
            assert client.generic(method, address(route, world)).status_code == 405, (method, route.name)


def test_a_refusal_is_written_down_with_who_and_what(world: World) -> None:
    client_of(world.people["other_lead"]).get(f"/audits/{world.audit.reference}/cases/1/")
    entry = JournalEntry.objects.latest("pk")
    assert (entry.refused, entry.kind, entry.case_uid) == (True, "case", world.case.uid)
    assert entry.person_name_then == "Otto Otherlead"


def test_what_a_list_shows_can_be_opened_and_nothing_else(world: World) -> None:
    things: list[tuple[Any, str, Any]] = [
        (type(world.audit), "audit", lambda row: {"reference": row.reference}),
        (Case, "case", lambda row: {"reference": row.audit.reference, "number": row.number}),
        (AgencyReturn, "return", lambda row: {"reference": row.audit.reference, "uid": row.uid}),
    ]
    for name in sorted(SIGNED_IN):
        person = world.people[name]
        client = client_of(person)
        for model, route, parts in things:
            seen = set(model._default_manager.visible_to(person).values_list("pk", flat=True))
            for row in model._default_manager.all():
                status = client.get(reverse(route, kwargs=parts(row))).status_code
                assert (status != 404) == (row.pk in seen), (name, route, status)
