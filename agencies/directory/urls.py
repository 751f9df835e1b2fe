"""Addresses of agencies and their services: the administrator's."""

from functools import partial

from agencies import rules
from agencies.directory import views
from agencies.importing.agency_list import AGENCIES
from agencies.importing.views import addresses
from agencies.merging import views as merging_views
from agencies.models import Agency
from audit_project.pages import BOTH, POST, page

of_agency = partial(page, under="agencies/<uuid:uid>/", of=Agency, by={"uid": "uid"})
changes_agency = partial(of_agency, rule=rules.check_can_change_agency)

urlpatterns = [
    page("agencies/", views.agencies, "agencies", rule=rules.check_administers),
    page("agencies/add/", views.agency_add, "agency_add", BOTH, rule=rules.check_administers),
    *addresses(AGENCIES),
    of_agency(
        "", views.agency, "agency", rule=rules.check_administers_agency,
        related=("sector", "parent__sector", "deputy", "merged_into__parent"),
    ),
    changes_agency("edit/", views.agency_edit, "agency_edit", BOTH, related=("sector", "parent")),
    changes_agency("services/add/", views.service_add, "service_add", BOTH),
    changes_agency("out-of-use/", views.agency_stop, "agency_stop", BOTH, related=("parent",)),
    changes_agency("use/", views.agency_use, "agency_use", POST, related=("parent",)),
    changes_agency("merge/", merging_views.agency_merge, "agency_merge", BOTH, related=("sector", "parent__sector")),
]  # fmt: skip
