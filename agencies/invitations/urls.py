"""Addresses of invitations, and of the list of people from a file and to one."""

from functools import partial

from agencies.importing.people_list import PEOPLE
from agencies.importing.views import addresses
from agencies.invitations import rules, views
from agencies.models import PersonInvitation
from audit_project.pages import BOTH, POST, page

of_invitation = partial(
    page, under="invitations/<uuid:uid>/", of=PersonInvitation, by={"uid": "uid"},
    rule=rules.check_can_change_invitation, related=("agency__parent", "sent_by"),
)  # fmt: skip

urlpatterns = [
    *addresses(PEOPLE),
    page("people/invite/", views.invite, "invite", BOTH, rule=rules.check_can_invite),
    page("invitations/", views.listed, "invitations", rule=rules.check_can_invite),
    of_invitation("again/", views.again, "invitation_again", POST),
    of_invitation("revoke/", views.revoke, "invitation_revoke", POST),
    page(
        "invitation/<slug:token>/", views.open_invitation, "open_invitation", BOTH,
        public=True, guests=True, secret=True,
    ),
]  # fmt: skip
