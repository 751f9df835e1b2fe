"""Addresses of sign-in, agencies, people and roles."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from agencies import agency_urls, rules, sign_in, sign_in_again, views, views_domains, views_people
from agencies.away import urls as away_urls
from agencies.invitations import urls as invitation_urls
from agencies.models import MailDomain, Membership, Person
from audit_project.pages import page

UID = {"uid": "uid"}


def password_changed(request: HttpRequest) -> HttpResponse:
    return render(request, "account/password_changed.html")


urlpatterns = [
    page("sign-in/", sign_in.SignIn.as_view(), "account_login", ("GET", "POST"), public=True, guests=True),
    page("sign-in/again/", sign_in_again.signed_in_as, "signed_in_as", public=True, guests=True),
    page(
        "sign-in/to-save/",
        sign_in_again.SignInToSave.as_view(),
        "sign_in_to_save",
        ("POST",),
        public=True,
        guests=True,
    ),
    page("sign-up/", sign_in.signup_is_closed, "account_signup", public=True),
    page("sign-out/", sign_in.SignOut.as_view(), "account_logout", ("GET", "POST"), public=True, guests=True),
    page(
        "password/",
        sign_in.ChangePassword.as_view(),
        "account_change_password",
        ("GET", "POST"),
        rule=rules.check_signed_in,
    ),
    page("password/forgotten/", sign_in.Forgotten.as_view(), "account_reset_password", ("GET", "POST"), public=True),
    page("password/forgotten/sent/", sign_in.ForgottenSent.as_view(), "account_reset_password_done", public=True),
    page(
        "password/forgotten/<base36:uidb36>-<str:key>/",
        sign_in.NewPassword.as_view(),
        "account_reset_password_from_key",
        ("GET", "POST"),
        public=True,
        secret=True,
    ),
    page(
        "password/forgotten/kept/",
        sign_in.NewPasswordKept.as_view(),
        "account_reset_password_from_key_done",
        public=True,
    ),
    page("password/changed/", password_changed, "password_changed", rule=rules.check_signed_in),
    *agency_urls.urlpatterns,
    *away_urls.urlpatterns,
    *invitation_urls.urlpatterns,
    page("mail-domains/", views_domains.domains, "mail_domains", ("GET", "POST"), rule=rules.check_administers),
    page(
        "mail-domains/<int:pk>/remove/",
        views_domains.domain_remove,
        "mail_domain_remove",
        ("POST",),
        of=MailDomain,
        by={"pk": "id"},
        rule=rules.check_administers_domain,
    ),
    page("front-door/", views.front_door_numbers, "front_door", ("GET", "POST"), rule=rules.check_administers),
    page("people/", views_people.people, "people", rule=rules.check_can_list_people),
    page(
        "people/add/", views_people.person_add, "person_add", ("GET", "POST"), rule=rules.check_administers, secret=True
    ),
    page("people/<uuid:uid>/", views_people.person, "person", of=Person, by=UID, rule=rules.check_can_read_person),
    page(
        "people/<uuid:uid>/edit/",
        views_people.person_edit,
        "person_edit",
        ("GET", "POST"),
        of=Person,
        by=UID,
        rule=rules.check_can_edit_person,
    ),
    page(
        "people/<uuid:uid>/roles/give/",
        views_people.role_give,
        "role_give",
        ("GET", "POST"),
        of=Person,
        by=UID,
        rule=rules.check_can_give_role,
    ),
    page(
        "people/<uuid:uid>/use/",
        views_people.person_use,
        "person_use",
        ("GET", "POST"),
        of=Person,
        by=UID,
        rule=rules.check_can_edit_person,
    ),
    page(
        "roles/<uuid:uid>/confirm/",
        views_people.role_confirm,
        "role_confirm",
        ("POST",),
        of=Membership,
        by=UID,
        rule=rules.check_can_confirm,
        related=("person",),
    ),
    page(
        "roles/<uuid:uid>/end/",
        views_people.role_end,
        "role_end",
        ("GET", "POST"),
        of=Membership,
        by=UID,
        rule=rules.check_can_end_role,
        related=("person", "agency__parent"),
    ),
]
