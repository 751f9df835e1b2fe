"""Addresses of the desk: my work, the audits, one audit."""

from audit_project.pages import page
from audits.desk import activity_views, agency_views, demo_mail, rules, stage_views, views
from audits.scope.models import Audit
from audits.scope.rules import check_can_read_set_up

urlpatterns = [
    page("", views.my_work, "my_work", rule=rules.check_signed_in, guests=True),
    page("demo/mail/", demo_mail.demo_mail, "demo_mail", public=True),
    page("my-agency/", agency_views.agency, "agency_desk", rule=rules.check_is_contact),
    page("audits/", views.audits, "audits", rule=rules.check_has_audits),
    page(
        "audits/<reference:reference>/",
        views.audit,
        "audit",
        of=Audit,
        by={"reference": "reference"},
        rule=rules.check_can_open_audit,
        related=("scale", "tool"),
    ),
    page(
        "audits/<reference:reference>/stages/",
        stage_views.stages,
        "audit_stages",
        of=Audit,
        by={"reference": "reference"},
        rule=check_can_read_set_up,
    ),
    page(
        "audits/<reference:reference>/activity/",
        activity_views.activity,
        "activity",
        of=Audit,
        by={"reference": "reference"},
        rule=rules.check_can_read_activity,
    ),
]
