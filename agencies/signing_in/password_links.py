"""A link with which one person chooses a password: it works once, for three days. Nobody else learns the password."""

from __future__ import annotations

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.urls import reverse

from agencies.models import Person


def link_to_password(person: Person) -> str:
    """The whole address, with a secret that is kept nowhere."""
    parts = {"uidb36": user_pk_to_url_str(person), "key": default_token_generator.make_token(person)}
    return f"{settings.SITE_URL}{reverse('account_reset_password_from_key', kwargs=parts)}"
