"""How people sign in: allauth's account views, with signup closed and every attempt in the journal."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest

from agencies import journal


class AccountAdapter(DefaultAccountAdapter):
    """Signup is closed: people are added by the administrator."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def post_login(self, request: HttpRequest, user: Any, **kwargs: Any) -> Any:
        journal.record(user, "signed_in", user)
        return super().post_login(request, user, **kwargs)

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        journal.record(None, "sign_in_failed", refused=True)
        super().authentication_failed(request, **credentials)
