"""Addresses of the desk: my work, the audits, one audit."""

from audit_project.pages import BOTH, POST, page
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
from audits.scope.addresses import AUDIT, of_audit
from audits.scope.rules import check_can_create, check_can_read_set_up, check_leads

urlpatterns = [
    page("", views.my_work, "my_work", rule=rules.check_signed_in, guests=True),
    page("demo/mail/", demo_mail.demo_mail, "demo_mail", public=True, secret=True),
    page("my-agency/", agency_views.agency, "agency_desk", rule=rules.check_is_contact),
    page("my-agency/sent/", chase_views.agency_sent, "agency_sent", rule=rules.check_is_contact),
    page("audits/take-in/", pack_views.take_in, "pack_take_in", BOTH, rule=check_can_create),
    page("audits/", views.audits, "audits", rule=rules.check_has_audits),
    of_audit("", views.audit, "audit", rule=rules.check_can_open_audit, related=("scale", "tool")),
    of_audit("stages/", stage_views.stages, "audit_stages", rule=check_can_read_set_up),
    of_audit("nobody/", views.nobody, "audit_nobody", rule=check_leads),
    of_audit("activity/", activity_views.activity, "activity", rule=rules.check_can_read_activity),
    of_audit("sent/", chase_views.sent, "audit_sent", rule=check_can_read_sent),
    of_audit("progress/", chase_views.progress, "audit_progress", rule=check_can_list),
    of_audit("remind/", chase_views.remind_all, "audit_remind", POST, rule=check_can_remind),
    of_audit("remind/<uuid:uid>/", chase_views.remind_agency, "agency_remind", POST, rule=check_can_remind),
    page(
        "returns/<uuid:uid>/remind/", chase_views.remind_of, "return_remind", POST, under=AUDIT, of=AgencyReturn,
        by={"reference": "audit__reference", "uid": "uid"}, rule=check_can_remind_of,
        related=("audit", "case", "agency__parent", "involvement__auditor"),
    ),
]  # fmt: skip
