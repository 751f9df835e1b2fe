"""Addresses of the desk: my work, the audits, one audit."""

from audit_project.pages import page
from audits.desk import demo_mail, rules, views
from audits.desk.activity import views as activity_views
from audits.desk.agency import views as agency_views
from audits.desk.chasing import views as chase_views
from audits.desk.chasing.acts import check_can_remind, check_can_remind_of
from audits.desk.chasing.sent import check_can_read_sent
from audits.desk.packs import views as pack_views
from audits.desk.stages import views as stage_views
from audits.returns.models import AgencyReturn
from audits.returns.rules import check_can_list
from audits.scope.models import Audit
from audits.scope.rules import check_can_create, check_can_read_set_up, check_leads

urlpatterns = [
    page("", views.my_work, "my_work", rule=rules.check_signed_in, guests=True),
    page("demo/mail/", demo_mail.demo_mail, "demo_mail", public=True, secret=True),
    page("my-agency/", agency_views.agency, "agency_desk", rule=rules.check_is_contact),
    page("my-agency/sent/", chase_views.agency_sent, "agency_sent", rule=rules.check_is_contact),
    page("audits/take-in/", pack_views.take_in, "pack_take_in", ("GET", "POST"), rule=check_can_create),
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
        "audits/<reference:reference>/nobody/",
        views.nobody,
        "audit_nobody",
        of=Audit,
        by={"reference": "reference"},
        rule=check_leads,
    ),
    page(
        "audits/<reference:reference>/activity/",
        activity_views.activity,
        "activity",
        of=Audit,
        by={"reference": "reference"},
        rule=rules.check_can_read_activity,
    ),
    page(
        "audits/<reference:reference>/sent/",
        chase_views.sent,
        "audit_sent",
        of=Audit,
        by={"reference": "reference"},
        rule=check_can_read_sent,
    ),
    page(
        "audits/<reference:reference>/progress/",
        chase_views.progress,
        "audit_progress",
        of=Audit,
        by={"reference": "reference"},
        rule=check_can_list,
    ),
    page(
        "audits/<reference:reference>/remind/",
        chase_views.remind_all,
        "audit_remind",
        ("POST",),
        of=Audit,
        by={"reference": "reference"},
        rule=check_can_remind,
    ),
    page(
        "audits/<reference:reference>/remind/<uuid:uid>/",
        chase_views.remind_agency,
        "agency_remind",
        ("POST",),
        of=Audit,
        by={"reference": "reference"},
        rule=check_can_remind,
    ),
    page(
        "audits/<reference:reference>/returns/<uuid:uid>/remind/",
        chase_views.remind_of,
        "return_remind",
        ("POST",),
        of=AgencyReturn,
        by={"reference": "audit__reference", "uid": "uid"},
        rule=check_can_remind_of,
        related=("audit", "case", "agency__parent", "involvement__auditor"),
    ),
]
