"""Addresses of sign-in, agencies, people and roles."""

from functools import partial

from agencies import rules
from agencies.away import urls as away_urls
from agencies.directory import domain_views
from agencies.directory import urls as directory_urls
from agencies.front_door import views
from agencies.invitations import urls as invitation_urls
from agencies.models import MailDomain, Membership, Person
from agencies.people import views as people_views
from agencies.signing_in import account, again
from audit_project.pages import BOTH, POST, page

UID = {"uid": "uid"}
SIGNED_IN, ADMINISTERS, EDIT = rules.check_signed_in, rules.check_administers, rules.check_can_edit_person
to_sign_in = partial(page, under="sign-in/", public=True, guests=True)
of_password = partial(page, under="password/")
forgotten = partial(page, under="password/forgotten/", public=True)
of_person = partial(page, under="people/<uuid:uid>/", of=Person, by=UID)
of_role = partial(page, under="roles/<uuid:uid>/", of=Membership, by=UID)

urlpatterns = [
    to_sign_in("", account.SignIn.as_view(), "account_login", BOTH),
    to_sign_in("again/", again.signed_in_as, "signed_in_as"),
    to_sign_in("to-save/", again.SignInToSave.as_view(), "sign_in_to_save", POST),
    page("sign-up/", account.signup_is_closed, "account_signup", public=True),
    page("sign-out/", account.SignOut.as_view(), "account_logout", BOTH, public=True, guests=True),
    of_password("", account.ChangePassword.as_view(), "account_change_password", BOTH, rule=SIGNED_IN),
    forgotten("", account.Forgotten.as_view(), "account_reset_password", BOTH),
    forgotten("sent/", account.ForgottenSent.as_view(), "account_reset_password_done"),
    forgotten(
        "<base36:uidb36>-<str:key>/", account.NewPassword.as_view(), "account_reset_password_from_key", BOTH,
        secret=True,
    ),
    forgotten("kept/", account.NewPasswordKept.as_view(), "account_reset_password_from_key_done"),
    of_password("changed/", account.password_changed, "password_changed", rule=SIGNED_IN),
    *directory_urls.urlpatterns,
    *away_urls.urlpatterns,
    *invitation_urls.urlpatterns,
    page("mail-domains/", domain_views.domains, "mail_domains", BOTH, rule=ADMINISTERS),
    page(
        "mail-domains/<int:pk>/remove/", domain_views.domain_remove, "mail_domain_remove", POST,
        of=MailDomain, by={"pk": "id"}, rule=rules.check_administers_domain,
    ),
    page("front-door/", views.front_door_numbers, "front_door", BOTH, rule=ADMINISTERS),
    page("people/", people_views.people, "people", rule=rules.check_can_list_people),
    page("people/add/", people_views.person_add, "person_add", BOTH, rule=ADMINISTERS, secret=True),
    of_person("", people_views.person, "person", rule=rules.check_can_read_person),
    of_person("edit/", people_views.person_edit, "person_edit", BOTH, rule=EDIT),
    of_person("roles/give/", people_views.role_give, "role_give", BOTH, rule=rules.check_can_give_role),
    of_person("use/", people_views.person_use, "person_use", BOTH, rule=EDIT),
    of_role(
        "confirm/", people_views.role_confirm, "role_confirm", POST, rule=rules.check_can_confirm, related=("person",)
    ),
    of_role(
        "end/", people_views.role_end, "role_end", BOTH,
        rule=rules.check_can_end_role, related=("person", "agency__parent"),
    ),
]  # fmt: skip
