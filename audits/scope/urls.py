"""Addresses of setting up: a new audit, its sections, team, agencies, strands and areas, its stages."""

from audit_project.pages import page
from audits.scope import rules, team_views, views
from audits.scope.appointing import urls as appointing_urls
from audits.scope.information import views as information_views
from audits.scope.models import Audit
from audits.scope.programme import views as programme_views
from audits.scope.programme.models import ProgrammeEntry

ONE = "audits/<reference:reference>/"
BY = {"reference": "reference"}
BOTH = ("GET", "POST")
READ = rules.check_can_read_set_up
WRITE = rules.check_can_set_up
LEAD = rules.check_leads

urlpatterns = [
    *appointing_urls.urlpatterns,
    page("audits/new/", views.audit_new, "audit_new", BOTH, rule=rules.check_can_create),
    page(
        f"{ONE}set-up/",
        views.set_up,
        "audit_set_up",
        of=Audit,
        by=BY,
        rule=READ,
        related=("scale", "tool", "follows"),
    ),
    page(f"{ONE}set-up/<slug:section>/", views.section, "audit_section", BOTH, of=Audit, by=BY, rule=WRITE),
    page(f"{ONE}move/", views.move, "audit_move", ("POST",), of=Audit, by=BY, rule=LEAD),
    page(f"{ONE}go-back/", views.go_back, "audit_go_back", BOTH, of=Audit, by=BY, rule=LEAD),
    page(
        f"{ONE}information/",
        information_views.information_handling,
        "audit_information",
        BOTH,
        of=Audit,
        by=BY,
        rule=READ,
    ),
    page(f"{ONE}retention/", information_views.retention, "audit_retention", BOTH, of=Audit, by=BY, rule=READ),
    page(f"{ONE}hold/", information_views.hold, "audit_hold", BOTH, of=Audit, by=BY, rule=rules.check_can_hold),
    page(
        f"{ONE}hold/lift/",
        information_views.hold_lift,
        "audit_hold_lift",
        ("POST",),
        of=Audit,
        by=BY,
        rule=rules.check_can_hold,
    ),
    page("programme/", programme_views.programme, "programme", rule=rules.check_can_read_programme),
    page("programme/add/", programme_views.entry_add, "programme_add", BOTH, rule=rules.check_can_create),
    page(
        "programme/<uuid:uid>/",
        programme_views.entry_edit,
        "programme_entry",
        BOTH,
        of=ProgrammeEntry,
        by={"uid": "uid"},
        rule=rules.check_can_plan,
    ),
    page(
        "programme/<uuid:uid>/remove/",
        programme_views.entry_remove,
        "programme_remove",
        ("POST",),
        of=ProgrammeEntry,
        by={"uid": "uid"},
        rule=rules.check_can_plan,
    ),
    page(f"{ONE}team/", team_views.team, "audit_team", BOTH, of=Audit, by=BY, rule=READ),
    page(f"{ONE}team/<uuid:uid>/end/", team_views.part_end, "audit_part_end", ("POST",), of=Audit, by=BY, rule=LEAD),
    page(f"{ONE}agencies/", team_views.agencies, "audit_agencies", BOTH, of=Audit, by=BY, rule=READ),
    page(
        f"{ONE}agencies/<uuid:uid>/uninvite/",
        team_views.uninvite,
        "audit_uninvite",
        ("POST",),
        of=Audit,
        by=BY,
        rule=WRITE,
    ),
    page(f"{ONE}strands/", team_views.strands, "audit_strands", BOTH, of=Audit, by=BY, rule=READ),
    page(
        f"{ONE}strands/<slug:code>/remove/",
        team_views.strand_remove,
        "audit_strand_remove",
        ("POST",),
        of=Audit,
        by=BY,
        rule=WRITE,
    ),
]
