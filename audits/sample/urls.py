"""Addresses of the sample: its cases, one case and its members, its context, the involvement check."""

from functools import partial

from audit_project.pages import BOTH, POST, page
from audits.sample import rules, views
from audits.sample.addresses import CASE, of_case
from audits.sample.draw import read_views
from audits.sample.draw import views as draw_views
from audits.sample.family import views as family_views
from audits.sample.involvement import grid_views
from audits.sample.key import rules as key_rules
from audits.sample.key import views as key_views
from audits.sample.leaving import urls as leaving_urls
from audits.sample.members import views as member_views
from audits.sample.models import Involvement
from audits.sample.own_reference import urls as own_reference_urls
from audits.sample.siblings import views as sibling_views
from audits.sample.transfers import urls as transfers_urls
from audits.scope.addresses import AUDIT, of_audit
from audits.scope.rules import check_can_read_audit

READ_DRAWS, DRAW, KEEP = rules.check_can_read_draws, rules.check_can_draw, key_rules.check_can_keep_key
ASK, MEMBERS = rules.check_can_ask_agencies, rules.check_can_edit_members
of_draw = partial(of_audit, under=f"{AUDIT}draw/")
of_key = partial(of_audit, under=f"{AUDIT}key/")
of_grid = partial(of_audit, under=f"{AUDIT}involvement/")
of_one = partial(of_case, related=("audit", "strand", "context", "family_contact__decided_by"))
of_involvement = partial(
    page, under=f"{CASE}involvement/<uuid:uid>/", of=Involvement, rule=rules.check_can_answer,
    by={"reference": "case__audit__reference", "number": "case__number", "uid": "uid"},
    related=("case__audit", "agency__parent", "answer", "auditor", "agency_return"),
)  # fmt: skip

urlpatterns = [
    *leaving_urls.urlpatterns,
    *own_reference_urls.urlpatterns,
    *transfers_urls.urlpatterns,
    of_draw("", draw_views.draws, "draws", rule=READ_DRAWS),
    of_draw("read/", read_views.draw_read, "draw_read", BOTH, rule=DRAW, secret=True),
    of_draw("make/", draw_views.draw_make, "draw_make", POST, rule=DRAW, secret=True),
    of_draw("<int:number>/certificate/", draw_views.certificate, "draw_certificate", rule=READ_DRAWS),
    of_key("", key_views.audit_key, "audit_key", rule=key_rules.check_can_read_key),
    of_key("outside/", key_views.key_outside, "key_outside", BOTH, rule=KEEP),
    of_key("seal/", key_views.key_seal, "key_seal", BOTH, rule=KEEP, secret=True),
    of_key("wipe/", key_views.key_wipe, "key_wipe", BOTH, rule=key_rules.check_can_wipe_key),
    of_one("key/", key_views.case_key, "case_key", BOTH, rule=key_rules.check_can_open_key, secret=True),
    of_audit("cases/", views.cases, "cases", BOTH, rule=check_can_read_audit),
    of_grid("", grid_views.involvement_grid, "involvement_grid", rule=rules.check_can_read_answers),
    of_grid("answers/", grid_views.involvement_answers, "involvement_answers", BOTH, rule=rules.check_can_answer_some),
    of_grid("ask/", grid_views.involvement_ask, "involvement_ask", BOTH, rule=ASK),
    of_grid("out-of-area/", grid_views.involvement_outside, "involvement_outside", BOTH, rule=ASK),
    of_grid("tell/", grid_views.involvement_tell, "involvement_tell", BOTH, rule=rules.check_can_tell),
    of_one("", views.case, "case", rule=rules.check_can_read_case),
    of_one("siblings/", sibling_views.siblings, "case_siblings", BOTH, rule=rules.check_can_mark_siblings),
    of_one("context/", views.context, "case_context", BOTH, rule=rules.check_can_write_context),
    of_one(
        "family-contact/", family_views.family_contact, "case_family_contact", BOTH,
        rule=rules.check_can_decide_family_contact,
    ),
    of_one("ask/", views.ask, "case_ask", BOTH, rule=rules.check_can_ask),
    of_involvement("", views.involvement, "involvement", BOTH),
    of_one("members/add/", member_views.member_add, "member_add", BOTH, rule=MEMBERS),
    of_involvement("auditor/", views.auditor, "auditor_assign", BOTH),
    of_one("members/<int:member>/", member_views.member_edit, "member_edit", BOTH, rule=MEMBERS),
    of_one("members/<int:member>/remove/", member_views.member_remove, "member_remove", POST, rule=MEMBERS),
]  # fmt: skip
