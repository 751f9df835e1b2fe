"""How people sign in: allauth's account views with our forms, signup closed, every attempt in the journal."""

from __future__ import annotations

import logging
from smtplib import SMTPException
from typing import Any, ClassVar
from urllib.parse import quote

from allauth.account import forms as account_forms
from allauth.account import views as account_views
from allauth.account.adapter import DefaultAccountAdapter
from django import forms
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from agencies import installation, journal, roles, rules
from agencies.models import Membership
from agencies.queries import example_people_of

LOG = logging.getLogger(__name__)
TOO_MANY_SIGN_INS = (
    "There were too many tries with a wrong password. Wait five minutes and try again, or choose a new password with "
    "“Forgotten your password?”."
)


class AccountAdapter(DefaultAccountAdapter):
    """Signup is closed: people are added by the administrator."""

    error_messages: ClassVar = {**DefaultAccountAdapter.error_messages, "too_many_login_attempts": TOO_MANY_SIGN_INS}

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def post_login(self, request: HttpRequest, user: Any, **kwargs: Any) -> Any:
        journal.record(user, "signed_in", user)
        return super().post_login(request, user, **kwargs)

    def logout(self, request: HttpRequest) -> None:
        if request.user.is_authenticated:
            journal.record(request.user, "signed_out", request.user)
        super().logout(request)

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        journal.record(None, "sign_in_failed", refused=True)
        super().authentication_failed(request, **credentials)

    def respond_user_inactive(self, request: HttpRequest, user: Any) -> HttpResponse:
        """The password was right, and the account is closed."""
        journal.record(None, "sign_in_failed", refused=True)
        return render(request, "403.html", {"refused_sentence": rules.ACCOUNT_CLOSED}, status=403)

    def get_reset_password_from_key_url(self, key: str) -> str:
        """The address in the message is that of this site, whatever the request called it."""
        path = reverse("account_reset_password_from_key", kwargs={"uidb36": "UID", "key": "KEY"})
        return f"{settings.SITE_URL}{path.replace('UID-KEY', quote(key))}"

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """A mail server that refuses changes nothing of the answer, which would tell who has an account."""
        try:
            super().send_mail(template_prefix, email, context)
        except (SMTPException, OSError):
            LOG.warning("A message about a password could not be sent.")

    def add_message(self, *args: Any, **kwargs: Any) -> None:
        """The pages say what happened themselves."""


class Dressed(forms.Form):
    """One of allauth's forms with our labels and classes, and no placeholders."""

    labels: ClassVar[dict[str, str]] = {}
    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.label = self.labels.get(name, field.label)
            field.help_text = ""
            field.widget.attrs.pop("placeholder", None)
            field.widget.attrs["class"] = "govuk-input"
            field.error_messages["required"] = f"Enter your {str(field.label).lower()}."


class SignInForm(Dressed, account_forms.LoginForm):
    labels: ClassVar = {"login": "E-mail address", "password": "Password"}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields.pop("remember", None)


class PasswordForm(Dressed, account_forms.ChangePasswordForm):
    labels: ClassVar = {"oldpassword": "Password now", "password1": "New password", "password2": "New password again"}

    def save(self) -> Any:
        journal.record(self.user, "changed_password", self.user)
        return super().save()


class ForgottenForm(Dressed, account_forms.ResetPasswordForm):
    labels: ClassVar = {"email": "E-mail address"}

    def save(self, request: HttpRequest, **kwargs: Any) -> str:
        journal.record(self.users[0] if self.users else None, "asked_for_password")
        return str(super().save(request, **kwargs))


class NewPasswordForm(Dressed, account_forms.ResetPasswordKeyForm):
    labels: ClassVar = {"password1": "New password", "password2": "New password again"}

    def save(self) -> None:
        journal.record(self.user, "changed_password", self.user)
        super().save()


class SignIn(account_views.LoginView):
    """The sign-in page; a demo's lists its example people."""

    template_name = "account/sign_in.html"
    form_class = SignInForm

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        if installation.demo_known():
            context["example_password"] = installation.DEMO_PASSWORD
            if installation.has_guests():
                context["example_link"] = f"/r/{installation.DEMO_LINK_TOKEN}/"
                context["example_code"] = installation.DEMO_LINK_CODE
            context["examples"] = [
                (row.person.name, row.person.email, roles.BY_CODE[row.role].name, row.agency.name)
                for row in example_people_of(Membership)
            ]
        return context


class SignOut(account_views.LogoutView):
    template_name = "account/sign_out.html"


class ChangePassword(account_views.PasswordChangeView):
    template_name = "account/password.html"
    success_url = "/password/changed/"
    form_class = PasswordForm


class Forgotten(account_views.PasswordResetView):
    """A link to choose a new password is sent to the address. The answer is the same, and as quick, for an address that
    nobody here has: that one is told so by mail."""

    template_name = "account/forgotten.html"
    form_class = ForgottenForm


class ForgottenSent(account_views.PasswordResetDoneView):
    template_name = "account/forgotten_sent.html"


class NewPassword(account_views.PasswordResetFromKeyView):
    template_name = "account/new_password.html"
    form_class = NewPasswordForm


class NewPasswordKept(account_views.PasswordResetFromKeyDoneView):
    template_name = "account/new_password_kept.html"


def signup_is_closed(request: HttpRequest) -> HttpResponse:
    """Named because allauth's sign-in page links to it; there is nothing there."""
    raise Http404


def password_changed(request: HttpRequest) -> HttpResponse:
    return render(request, "account/password_changed.html")
