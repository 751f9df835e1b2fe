"""Addresses of invitations, and of the list of people from a file and to one."""

from typing import Any

from agencies.importing.people_list import PEOPLE
from agencies.importing.views import addresses
from agencies.invitations import rules as invitation_rules
from agencies.invitations import views as invitation_views
from agencies.models import PersonInvitation
from audit_project.pages import page

ONE: dict[str, Any] = {
    "of": PersonInvitation,
    "by": {"uid": "uid"},
    "rule": invitation_rules.check_can_change_invitation,
    "related": ("agency__parent", "sent_by"),
}

urlpatterns = [
    *addresses(PEOPLE),
    page("people/invite/", invitation_views.invite, "invite", ("GET", "POST"), rule=invitation_rules.check_can_invite),
    page("invitations/", invitation_views.listed, "invitations", rule=invitation_rules.check_can_invite),
    page("invitations/<uuid:uid>/again/", invitation_views.again, "invitation_again", ("POST",), **ONE),
    page("invitations/<uuid:uid>/revoke/", invitation_views.revoke, "invitation_revoke", ("POST",), **ONE),
    page(
        "invitation/<slug:token>/",
        invitation_views.open_invitation,
        "open_invitation",
        ("GET", "POST"),
        public=True,
        guests=True,
        secret=True,
    ),
]
