"""Addresses of sign-in, agencies, people and roles."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from agencies import rules
from agencies.away import urls as away_urls
from agencies.directory import domain_views
from agencies.directory import urls as directory_urls
from agencies.front_door import views
from agencies.invitations import urls as invitation_urls
from agencies.models import MailDomain, Membership, Person
from agencies.people import views as people_views
from agencies.signing_in import account, again
from audit_project.pages import page

UID = {"uid": "uid"}


def password_changed(request: HttpRequest) -> HttpResponse:
    return render(request, "account/password_changed.html")


urlpatterns = [
    page("sign-in/", account.SignIn.as_view(), "account_login", ("GET", "POST"), public=True, guests=True),
    page("sign-in/again/", again.signed_in_as, "signed_in_as", public=True, guests=True),
    page(
        "sign-in/to-save/",
        again.SignInToSave.as_view(),
        "sign_in_to_save",
        ("POST",),
        public=True,
        guests=True,
    ),
    page("sign-up/", account.signup_is_closed, "account_signup", public=True),
    page("sign-out/", account.SignOut.as_view(), "account_logout", ("GET", "POST"), public=True, guests=True),
    page(
        "password/",
        account.ChangePassword.as_view(),
        "account_change_password",
        ("GET", "POST"),
        rule=rules.check_signed_in,
    ),
    page("password/forgotten/", account.Forgotten.as_view(), "account_reset_password", ("GET", "POST"), public=True),
    page("password/forgotten/sent/", account.ForgottenSent.as_view(), "account_reset_password_done", public=True),
    page(
        "password/forgotten/<base36:uidb36>-<str:key>/",
        account.NewPassword.as_view(),
        "account_reset_password_from_key",
        ("GET", "POST"),
        public=True,
        secret=True,
    ),
    page(
        "password/forgotten/kept/",
        account.NewPasswordKept.as_view(),
        "account_reset_password_from_key_done",
        public=True,
    ),
    page("password/changed/", password_changed, "password_changed", rule=rules.check_signed_in),
    *directory_urls.urlpatterns,
    *away_urls.urlpatterns,
    *invitation_urls.urlpatterns,
    page("mail-domains/", domain_views.domains, "mail_domains", ("GET", "POST"), rule=rules.check_administers),
    page(
        "mail-domains/<int:pk>/remove/",
        domain_views.domain_remove,
        "mail_domain_remove",
        ("POST",),
        of=MailDomain,
        by={"pk": "id"},
        rule=rules.check_administers_domain,
    ),
    page("front-door/", views.front_door_numbers, "front_door", ("GET", "POST"), rule=rules.check_administers),
    page("people/", people_views.people, "people", rule=rules.check_can_list_people),
    page(
        "people/add/", people_views.person_add, "person_add", ("GET", "POST"), rule=rules.check_administers, secret=True
    ),
    page("people/<uuid:uid>/", people_views.person, "person", of=Person, by=UID, rule=rules.check_can_read_person),
    page(
        "people/<uuid:uid>/edit/",
        people_views.person_edit,
        "person_edit",
        ("GET", "POST"),
        of=Person,
        by=UID,
        rule=rules.check_can_edit_person,
    ),
    page(
        "people/<uuid:uid>/roles/give/",
        people_views.role_give,
        "role_give",
        ("GET", "POST"),
        of=Person,
        by=UID,
        rule=rules.check_can_give_role,
    ),
    page(
        "people/<uuid:uid>/use/",
        people_views.person_use,
        "person_use",
        ("GET", "POST"),
        of=Person,
        by=UID,
        rule=rules.check_can_edit_person,
    ),
    page(
        "roles/<uuid:uid>/confirm/",
        people_views.role_confirm,
        "role_confirm",
        ("POST",),
        of=Membership,
        by=UID,
        rule=rules.check_can_confirm,
        related=("person",),
    ),
    page(
        "roles/<uuid:uid>/end/",
        people_views.role_end,
        "role_end",
        ("GET", "POST"),
        of=Membership,
        by=UID,
        rule=rules.check_can_end_role,
        related=("person", "agency__parent"),
    ),
]
