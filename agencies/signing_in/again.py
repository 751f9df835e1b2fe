"""A session ends while somebody writes: their words go through the sign-in with them, and with nobody else."""

from __future__ import annotations

import json
import re
import uuid
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse, QueryDict
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.urls import Resolver404, resolve
from django.utils.http import url_has_allowed_host_and_scheme

from agencies.models import Person
from agencies.signing_in.account import SignIn, SignInForm
from audit_project.pages import in_background

LONGEST = 2_000_000  # characters of one form that are carried through a sign-in
# A form's own keys, versions and ticks, and what a page carries signed: no words of anybody.
A_CODE = re.compile(r"[\w-]{0,64}|\.?[\w-]+:[\w-]{6}:[\w-]{43}")
NOT_WORDS = ("csrfmiddlewaretoken",)


def signed_in_as(request: HttpRequest) -> HttpResponse:
    """Who is signed in at this browser, and a fresh token: asked by a page that was open through a sign-in."""
    person = request.user
    answer = JsonResponse({"whose": str(person.uid) if person.is_authenticated else "", "token": get_token(request)})
    answer.headers["Cache-Control"] = "no-store"
    return answer


def words_of(data: QueryDict) -> str:
    """Everything that was sent with a form, but for its token."""
    return json.dumps([[name, value] for name, values in data.lists() for value in values if name not in NOT_WORDS])


def words_from(text: str) -> list[tuple[str, str]]:
    """The names and values that `words_of` wrote; none where a stranger's hand has been in it."""
    if len(text) > LONGEST:
        return []
    try:
        found = json.loads(text)
        return [(str(name), str(value)) for name, value in found]
    except (ValueError, TypeError, RecursionError):
        return []


def written(text: str) -> bool:
    """Whether somebody wrote this, and it is no key, version or tick of the form."""
    return not A_CODE.fullmatch(text)


def is_ours(path: str, request: HttpRequest) -> bool:
    """Whether this is the address of a page of this site, and of no other."""
    if not url_has_allowed_host_and_scheme(path, allowed_hosts=None) or not path.startswith("/"):
        return False
    try:
        resolve(path.partition("?")[0])
    except Resolver404:
        return False
    return True


def sign_in_to_save(request: HttpRequest) -> HttpResponse:
    """A form came after the session had ended: ask for the password, and keep the words on this page meanwhile."""
    return ask(request, SignInForm(request=request), words_of(request.POST), request.get_full_path())


def ask(request: HttpRequest, form: forms.Form, words: str, back: str) -> HttpResponse:
    guest = is_guests(dict(words_from(words)).get("whose", ""))
    context = {"form": form, "words": words, "back": back, "guest": guest}
    answer = render(request, "account/sign_in_to_save.html", context, status=401)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def give_back(request: HttpRequest, words: list[tuple[str, str]], back: str) -> HttpResponse:
    """The page from which the same person sends their words once more."""
    answer = render(request, "account/kept.html", {"kept": words, "back": back})
    answer.headers["Cache-Control"] = "no-store"
    return answer


def no_longer_open(request: HttpRequest) -> HttpResponse:
    """A form came for something that this person may not see any more: their own words are shown, and nothing else."""
    texts = [text for _, text in words_from(words_of(request.POST)) if written(text)]
    return render(request, "account/no_longer_open.html", {"texts": texts}, status=404)


class SignInToSave(SignIn):
    """Signs somebody in whose form is waiting; another person who signs in here sees none of it."""

    http_method_names = ["post"]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.user.is_authenticated:  # they have signed in elsewhere meanwhile
            return self.go_on(request)
        answered: HttpResponse = super().dispatch(request, *args, **kwargs)
        return answered

    def form_valid(self, form: Any) -> HttpResponse:
        answered: HttpResponse = super().form_valid(form)
        return self.go_on(self.request) if self.request.user.is_authenticated else answered

    def form_invalid(self, form: Any) -> HttpResponse:
        return ask(self.request, form, self.request.POST.get("words", ""), self.request.POST.get("back", "/"))

    def go_on(self, request: HttpRequest) -> HttpResponse:
        words, back = words_from(request.POST.get("words", "")), request.POST.get("back", "/")
        if is_theirs(request, dict(words).get("whose", "")) and is_ours(back, request):
            return give_back(request, words, back)
        return HttpResponseRedirect("/")


def is_guests(whose: str) -> bool:
    """Whether the words are those of somebody who came by a link: they have a code and no password."""
    try:
        return Person.objects.filter(uid=uuid.UUID(whose), is_guest=True).exists()
    except ValueError:
        return False


def is_theirs(request: HttpRequest, whose: str) -> bool:
    """Whether the words are those of the person who is signed in."""
    person = request.user
    return bool(person.is_authenticated and whose == str(person.uid))


def form_expired(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form came without its token: usually the page was open through a sign-out."""
    if in_background(request):
        return JsonResponse({"token": "old"}, status=403)
    if is_theirs(request, request.POST.get("whose", "")):
        # Signed in anew in another tab: they look at their words and send them once more, with a token of today.
        words = words_from(words_of(request.POST))
        return give_back(request, words, request.get_full_path())
    return render(request, "csrf.html", status=403)
