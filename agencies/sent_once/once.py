"""Once is once: a form that comes again makes nothing again and leads to where it led; with other words it says so.

What a form did is noted by the journal, in the act's own transaction: a form that was refused is noted nowhere and may
be sent again. Two equal posts at one moment wait for each other, and the table takes a form once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

from django.contrib import messages
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone

from agencies.models import SentForm
from agencies.sent_once.under_way import UNDER_WAY
from agencies.signing_in.again import words_from, words_of, written
from audit_project.pages import Route
from audit_project.sent_once import FIELD, holds_secret, key_of, mark_of, of_a_row, token_of

LONGEST = SentForm._meta.get_field("led_to").max_length or 0
# A page is not open for longer: a session lasts eight hours.
KEPT_FOR = timedelta(days=7)
SHOWN_ONCE = "This was done at {}, and not a second time. What the page showed then is shown once."


def once(request: HttpRequest, page: Route, carry_out: Callable[[], HttpResponseBase]) -> HttpResponseBase:
    """Carry a form out, or answer one that was carried out before."""
    if not token_of(request):
        return carry_out()
    signed_in: Any = request.user
    person = None if page.public else signed_in  # the first of two may have signed somebody in
    key, mark = key_of(request, str(person.uid) if person else ""), mark_of(request)
    with one_at_a_time(key):
        earlier = SentForm.objects.filter(key=key).first()
        if earlier is None:
            here = request.path if "GET" in page.methods else ""
            form = SentForm(key=key, person=person, page=page.name, mark=mark, led_to=here, at=timezone.now())
            request.sent_form = form  # type: ignore[attr-defined]  # what is made while it is carried out is noted on it
            return noted(form, carry_out)
        if earlier.mark == mark:
            return led_back(request, earlier)
        # A row that stands tells by its version what was changed meanwhile, and shows both texts; a page that needs no
        # sign-in makes nothing that could be doubled, and passwords and lists of references are not shown again.
        goes_on = page.public or holds_secret(request) or (of_a_row(request) and not earlier.made)
        return carry_out() if goes_on else saved_before(request, earlier)


@contextmanager
def one_at_a_time(key: str) -> Iterator[None]:
    """The second of two equal posts waits for the first, which may be writing e-mails before it holds any row.

    The lock is the connection's, and ends with it: the acts of a page have short transactions of their own.
    """
    number = int(key[:15], 16)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [number])
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [number])


def noted(form: SentForm, carry_out: Callable[[], HttpResponseBase]) -> HttpResponseBase:
    """Carry a form out, and keep where it led.

    A page that is shown again, with what is wrong or with two texts, may be sent again, whatever part of it was saved.
    """
    here, under_way = form.led_to, UNDER_WAY.set(form)
    try:
        response = carry_out()
    finally:
        UNDER_WAY.reset(under_way)
    if form.pk is None:
        return response
    row = SentForm.objects.filter(pk=form.pk)
    goes_on = response.headers.get("Location", "") if response.status_code in (301, 302, 303) else ""
    if goes_on or (response.status_code == 200 and (form.made or form.led_to != here)):
        led_to = goes_on or form.led_to
        row.update(led_to=led_to if len(led_to) <= LONGEST else here, made=form.made, showed=not goes_on)
    else:
        row.delete()
    return response


def led_back(request: HttpRequest, earlier: SentForm) -> HttpResponse:
    """The same form again: quietly to where it led."""
    if earlier.showed:
        messages.info(request, SHOWN_ONCE.format(timezone.localtime(earlier.at).strftime("%H:%M")))
    return redirect(earlier.led_to or "/")


def saved_before(request: HttpRequest, earlier: SentForm) -> HttpResponse:
    """The same form with other words: they are kept on this page, to be sent as something new or copied."""
    kept = [(name, value) for name, value in words_from(words_of(request.POST)) if name != FIELD]
    context = {
        "earlier": earlier,
        "kept": kept,
        "texts": [text for _, text in kept if written(text)],
        "here": request.get_full_path(),
        "had_file": bool(request.FILES),
    }
    return render(request, "account/saved_before.html", context, status=409)


def forget_old(now: datetime) -> int:
    """Take away what no open page can send any more; how many rows."""
    gone, _ = SentForm.objects.filter(at__lt=now - KEPT_FOR).delete()
    return gone
