"""How people sign in: allauth's account views with our forms, signup closed, every attempt in the journal."""

from __future__ import annotations

from typing import Any

from allauth.account import forms as account_forms
from allauth.account import views as account_views
from allauth.account.adapter import DefaultAccountAdapter
from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from agencies import installation, journal, roles, rules
from agencies.models import Membership
from agencies.queries import example_people_of


class AccountAdapter(DefaultAccountAdapter):
    """Signup is closed: people are added by the administrator."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def post_login(self, request: HttpRequest, user: Any, **kwargs: Any) -> Any:
        journal.record(user, "signed_in", user)
        return super().post_login(request, user, **kwargs)

    def logout(self, request: HttpRequest) -> None:
        if request.user.is_authenticated:
            person: Any = request.user
            journal.record(person, "signed_out", person)
        super().logout(request)

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        journal.record(None, "sign_in_failed", refused=True)
        super().authentication_failed(request, **credentials)

    def respond_user_inactive(self, request: HttpRequest, user: Any) -> HttpResponse:
        """The password was right, and the account is closed."""
        journal.record(None, "sign_in_failed", refused=True)
        return render(request, "403.html", {"refused_sentence": rules.ACCOUNT_CLOSED}, status=403)

    def add_message(self, *args: Any, **kwargs: Any) -> None:
        """The pages say what happened themselves."""


def dress(form: forms.Form, labels: dict[str, str]) -> None:
    """Give allauth's fields our labels, classes and no placeholders."""
    for name, field in form.fields.items():
        field.label = labels.get(name, field.label)
        field.help_text = ""
        field.widget.attrs.pop("placeholder", None)
        field.widget.attrs["class"] = "govuk-input"
        field.error_messages["required"] = f"Enter your {str(field.label).lower()}."
    form.use_required_attribute = False


class SignInForm(account_forms.LoginForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields.pop("remember", None)
        dress(self, {"login": "E-mail address", "password": "Password"})


class PasswordForm(account_forms.ChangePasswordForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        dress(self, {"oldpassword": "Password now", "password1": "New password", "password2": "New password again"})

    def save(self) -> Any:
        journal.record(self.user, "changed_password", self.user)
        return super().save()


class SignIn(account_views.LoginView):
    """The sign-in page; a demo's lists its example people."""

    template_name = "account/sign_in.html"
    form_class = SignInForm

    def get_form_class(self) -> type[forms.Form]:
        return SignInForm

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

    def get_form_class(self) -> type[forms.Form]:
        return PasswordForm


def signup_is_closed(request: HttpRequest) -> HttpResponse:
    """Named because allauth's sign-in page links to it; there is nothing there."""
    raise Http404
