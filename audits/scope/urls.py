"""Addresses of setting up: a new audit, its sections, team, agencies, strands and areas, its stages."""

from functools import partial

from audit_project.pages import BOTH, POST, page
from audits.scope import rules, team_views, views
from audits.scope.addresses import of_audit
from audits.scope.appointing import urls as appointing_urls
from audits.scope.information import views as information_views
from audits.scope.programme import views as programme_views
from audits.scope.programme.models import ProgrammeEntry

READ, WRITE, LEAD = rules.check_can_read_set_up, rules.check_can_set_up, rules.check_leads
CREATE, HOLD = rules.check_can_create, rules.check_can_hold
of_entry = partial(page, under="programme/<uuid:uid>/", of=ProgrammeEntry, by={"uid": "uid"}, rule=rules.check_can_plan)

urlpatterns = [
    *appointing_urls.urlpatterns,
    page("audits/new/", views.audit_new, "audit_new", BOTH, rule=CREATE),
    of_audit("set-up/", views.set_up, "audit_set_up", rule=READ, related=("scale", "tool", "follows")),
    of_audit("set-up/<slug:section>/", views.section, "audit_section", BOTH, rule=WRITE),
    of_audit("move/", views.move, "audit_move", POST, rule=LEAD),
    of_audit("go-back/", views.go_back, "audit_go_back", BOTH, rule=LEAD),
    of_audit("information/", information_views.information_handling, "audit_information", BOTH, rule=READ),
    of_audit("retention/", information_views.retention, "audit_retention", BOTH, rule=READ),
    of_audit("hold/", information_views.hold, "audit_hold", BOTH, rule=HOLD),
    of_audit("hold/lift/", information_views.hold_lift, "audit_hold_lift", POST, rule=HOLD),
    page("programme/", programme_views.programme, "programme", rule=rules.check_can_read_programme),
    page("programme/add/", programme_views.entry_add, "programme_add", BOTH, rule=CREATE),
    of_entry("", programme_views.entry_edit, "programme_entry", BOTH),
    of_entry("remove/", programme_views.entry_remove, "programme_remove", POST),
    of_audit("team/", team_views.team, "audit_team", BOTH, rule=READ),
    of_audit("team/<uuid:uid>/end/", team_views.part_end, "audit_part_end", POST, rule=LEAD),
    of_audit("agencies/", team_views.agencies, "audit_agencies", BOTH, rule=READ),
    of_audit("agencies/<uuid:uid>/uninvite/", team_views.uninvite, "audit_uninvite", POST, rule=WRITE),
    of_audit("strands/", team_views.strands, "audit_strands", BOTH, rule=READ),
    of_audit("strands/<slug:code>/remove/", team_views.strand_remove, "audit_strand_remove", POST, rule=WRITE),
]
