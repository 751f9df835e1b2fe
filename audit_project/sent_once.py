"""How a form that comes a second time is known: by its token, its address and whose it is; and what it said, as a mark.

Neither the token nor a word of the form is kept: the mark is made with the token and the secret key, so that whoever
reads the table cannot guess what was sent.
"""

from __future__ import annotations

import hashlib
import re
from typing import Any

from django.http import HttpRequest
from django.utils.crypto import salted_hmac

FIELD = "once"
TOKEN = re.compile(r"[\w-]{20,64}")
# Of the page, not of the person who filled it in.
NOT_SAID = (FIELD, "csrfmiddlewaretoken", "whose")


def token_of(request: HttpRequest) -> str:
    """The token of the form that was sent; empty for one that has none, or not one of ours."""
    token = request.POST.get(FIELD, "") if request.method == "POST" else ""
    return token if TOKEN.fullmatch(token) else ""


def token_not_used(request: HttpRequest | None) -> str:
    """The token of a form that made nothing: the page that says what is wrong with it shows the same form."""
    form = getattr(request, "sent_form", None)
    return token_of(request) if request is not None and form is not None and form.pk is None else ""


def key_of(request: HttpRequest, whose: str) -> str:
    """One form, sent to one address by one person. A form with buttons to two addresses may be sent to each."""
    return hashlib.sha256(f"{token_of(request)} {whose} {request.get_full_path()}".encode()).hexdigest()


def mark_of(request: HttpRequest) -> str:
    """Equal for two posts that say the same, whatever order their fields have and whichever line ends."""
    mark = salted_hmac(f"sent once {token_of(request)}", "", algorithm="sha256")
    # A page that saves itself names itself and has a key, another each time it is shown.
    not_said = (*NOT_SAID, "key") if "page" in request.POST else NOT_SAID
    for name, values in sorted(request.POST.lists()):
        if name not in not_said:
            mark.update(repr((name, [value.replace("\r\n", "\n") for value in values])).encode())
    for name, file in sorted(request.FILES.items()):
        content: Any = file
        mark.update(repr((name, content.name, hashlib.sha256(content.read()).hexdigest())).encode())
        content.seek(0)
    return mark.hexdigest()


def of_a_row(request: HttpRequest) -> bool:
    """Whether the form carries the version of a row."""
    return any(name == "version" or name.endswith("-version") for name in request.POST)


def holds_secret(request: HttpRequest) -> bool:
    """Whether a password was sent, or the list that a sample is drawn from: no page shows those to anybody again."""
    return any("password" in name or name == "cohort" for name in request.POST)
