"""Addresses of agencies and their services: the administrator's."""

from agencies import rules
from agencies.directory import views
from agencies.importing.agency_list import AGENCIES
from agencies.importing.views import addresses
from agencies.merging import views as views_merging
from agencies.models import Agency
from audit_project.pages import page

UID = {"uid": "uid"}
READS, CHANGES = rules.check_administers_agency, rules.check_can_change_agency

urlpatterns = [
    page("agencies/", views.agencies, "agencies", rule=rules.check_administers),
    page("agencies/add/", views.agency_add, "agency_add", ("GET", "POST"), rule=rules.check_administers),
    *addresses(AGENCIES),
    page(
        "agencies/<uuid:uid>/",
        views.agency,
        "agency",
        of=Agency,
        by=UID,
        rule=READS,
        related=("sector", "parent__sector", "deputy", "merged_into__parent"),
    ),
    page(
        "agencies/<uuid:uid>/edit/",
        views.agency_edit,
        "agency_edit",
        ("GET", "POST"),
        of=Agency,
        by=UID,
        rule=CHANGES,
        related=("sector", "parent"),
    ),
    page(
        "agencies/<uuid:uid>/services/add/",
        views.service_add,
        "service_add",
        ("GET", "POST"),
        of=Agency,
        by=UID,
        rule=CHANGES,
    ),
    page(
        "agencies/<uuid:uid>/out-of-use/",
        views.agency_stop,
        "agency_stop",
        ("GET", "POST"),
        of=Agency,
        by=UID,
        rule=CHANGES,
        related=("parent",),
    ),
    page(
        "agencies/<uuid:uid>/use/",
        views.agency_use,
        "agency_use",
        ("POST",),
        of=Agency,
        by=UID,
        rule=CHANGES,
        related=("parent",),
    ),
    page(
        "agencies/<uuid:uid>/merge/",
        views_merging.agency_merge,
        "agency_merge",
        ("GET", "POST"),
        of=Agency,
        by=UID,
        rule=CHANGES,
        related=("sector", "parent__sector"),
    ),
]
