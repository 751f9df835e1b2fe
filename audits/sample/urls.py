"""Addresses of the sample: its cases, one case and its members, its context, the involvement check."""

from audit_project.pages import page
from audits.sample import family_views, member_views, rules, sibling_views, views
from audits.sample.draw import read_views
from audits.sample.draw import views as draw_views
from audits.sample.involvement import grid_views
from audits.sample.key import rules as key_rules
from audits.sample.key import views as key_views
from audits.sample.leaving import urls as leaving_urls
from audits.sample.models import Case, Involvement
from audits.sample.own_reference import urls as own_reference_urls
from audits.sample.transfers import urls as transfers_urls
from audits.scope.models import Audit
from audits.scope.rules import check_can_read_audit

CASES = "audits/<reference:reference>/cases/"
ONE = f"{CASES}<int:number>/"
GRID = "audits/<reference:reference>/involvement/"
BY = {"reference": "audit__reference", "number": "number"}
OF_AGENCY = {"reference": "case__audit__reference", "number": "case__number", "uid": "uid"}
BOTH = ("GET", "POST")
RELATED = ("audit", "strand", "context", "family_contact__decided_by")

DRAW = "audits/<reference:reference>/draw/"
KEY = "audits/<reference:reference>/key/"
KEEP = key_rules.check_can_keep_key
OF_AUDIT = {"reference": "reference"}

urlpatterns = [
    *leaving_urls.urlpatterns,
    *own_reference_urls.urlpatterns,
    *transfers_urls.urlpatterns,
    page(DRAW, draw_views.draws, "draws", of=Audit, by=OF_AUDIT, rule=rules.check_can_read_draws),
    page(
        f"{DRAW}read/",
        read_views.draw_read,
        "draw_read",
        BOTH,
        of=Audit,
        by=OF_AUDIT,
        rule=rules.check_can_draw,
        secret=True,
    ),
    page(
        f"{DRAW}make/",
        draw_views.draw_make,
        "draw_make",
        ("POST",),
        of=Audit,
        by=OF_AUDIT,
        rule=rules.check_can_draw,
        secret=True,
    ),
    page(
        f"{DRAW}<int:number>/certificate/",
        draw_views.certificate,
        "draw_certificate",
        of=Audit,
        by=OF_AUDIT,
        rule=rules.check_can_read_draws,
    ),
    page(KEY, key_views.audit_key, "audit_key", of=Audit, by=OF_AUDIT, rule=key_rules.check_can_read_key),
    page(f"{KEY}outside/", key_views.key_outside, "key_outside", BOTH, of=Audit, by=OF_AUDIT, rule=KEEP),
    page(f"{KEY}seal/", key_views.key_seal, "key_seal", BOTH, of=Audit, by=OF_AUDIT, rule=KEEP, secret=True),
    page(f"{KEY}wipe/", key_views.key_wipe, "key_wipe", BOTH, of=Audit, by=OF_AUDIT, rule=key_rules.check_can_wipe_key),
    page(
        f"{ONE}key/",
        key_views.case_key,
        "case_key",
        BOTH,
        of=Case,
        by=BY,
        rule=key_rules.check_can_open_key,
        related=RELATED,
        secret=True,
    ),
    page(CASES, views.cases, "cases", BOTH, of=Audit, by={"reference": "reference"}, rule=check_can_read_audit),
    page(
        GRID,
        grid_views.involvement_grid,
        "involvement_grid",
        of=Audit,
        by={"reference": "reference"},
        rule=rules.check_can_read_answers,
    ),
    page(
        f"{GRID}answers/",
        grid_views.involvement_answers,
        "involvement_answers",
        BOTH,
        of=Audit,
        by={"reference": "reference"},
        rule=rules.check_can_answer_some,
    ),
    page(
        f"{GRID}ask/",
        grid_views.involvement_ask,
        "involvement_ask",
        BOTH,
        of=Audit,
        by={"reference": "reference"},
        rule=rules.check_can_ask_agencies,
    ),
    page(
        f"{GRID}out-of-area/",
        grid_views.involvement_outside,
        "involvement_outside",
        BOTH,
        of=Audit,
        by={"reference": "reference"},
        rule=rules.check_can_ask_agencies,
    ),
    page(
        f"{GRID}tell/",
        grid_views.involvement_tell,
        "involvement_tell",
        BOTH,
        of=Audit,
        by={"reference": "reference"},
        rule=rules.check_can_tell,
    ),
    page(ONE, views.case, "case", of=Case, by=BY, rule=rules.check_can_read_case, related=RELATED),
    page(
        f"{ONE}siblings/",
        sibling_views.siblings,
        "case_siblings",
        BOTH,
        of=Case,
        by=BY,
        rule=rules.check_can_mark_siblings,
        related=RELATED,
    ),
    page(
        f"{ONE}context/",
        views.context,
        "case_context",
        BOTH,
        of=Case,
        by=BY,
        rule=rules.check_can_write_context,
        related=RELATED,
    ),
    page(
        f"{ONE}family-contact/",
        family_views.family_contact,
        "case_family_contact",
        BOTH,
        of=Case,
        by=BY,
        rule=rules.check_can_decide_family_contact,
        related=RELATED,
    ),
    page(f"{ONE}ask/", views.ask, "case_ask", BOTH, of=Case, by=BY, rule=rules.check_can_ask, related=RELATED),
    page(
        f"{ONE}involvement/<uuid:uid>/",
        views.involvement,
        "involvement",
        BOTH,
        of=Involvement,
        by=OF_AGENCY,
        rule=rules.check_can_answer,
        related=("case__audit", "agency__parent", "answer", "auditor", "agency_return"),
    ),
    page(
        f"{ONE}members/add/",
        member_views.member_add,
        "member_add",
        BOTH,
        of=Case,
        by=BY,
        rule=rules.check_can_edit_members,
        related=RELATED,
    ),
    page(
        f"{ONE}involvement/<uuid:uid>/auditor/",
        views.auditor,
        "auditor_assign",
        BOTH,
        of=Involvement,
        by=OF_AGENCY,
        rule=rules.check_can_answer,
        related=("case__audit", "agency__parent", "answer", "auditor", "agency_return"),
    ),
    page(
        f"{ONE}members/<int:member>/",
        member_views.member_edit,
        "member_edit",
        BOTH,
        of=Case,
        by=BY,
        rule=rules.check_can_edit_members,
        related=RELATED,
    ),
    page(
        f"{ONE}members/<int:member>/remove/",
        member_views.member_remove,
        "member_remove",
        ("POST",),
        of=Case,
        by=BY,
        rule=rules.check_can_edit_members,
        related=RELATED,
    ),
]
