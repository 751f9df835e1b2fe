"""The request that a view of a signed-in page is given."""

from __future__ import annotations

from django.http import HttpRequest

from agencies.models import Person


class PersonRequest(HttpRequest):
    """A request whose person is known: `page()` lets nobody else through to a page that is not public."""

    user: Person
