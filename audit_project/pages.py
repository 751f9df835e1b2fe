"""What makes the site closed by default: every address is declared with page(), and page() holds the door.

`page()` fetches the object through `visible_to(person)` (otherwise 404), runs the rule on it (otherwise the rule's own
sentence, 403), enforces methods and `no-store`, and hands the object to the view. A route that was not declared so is
found by `undeclared_routes()`, and the site does not start.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import wraps
from typing import Any, Protocol, cast

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import URLPattern, URLResolver, get_resolver, path
from django.utils.module_loading import import_string

from audit_project.refused import Refused

View = Callable[..., HttpResponseBase]
Rule = Callable[..., None]

BOTH = ("GET", "POST")
POST = ("POST",)


@dataclass(frozen=True)
class Route:
    """One declared address: what `routes --json` prints."""

    route: str
    name: str
    methods: tuple[str, ...]
    rule: str
    public: bool
    of: type[models.Model] | None = None
    by: Mapping[str, str] = field(default_factory=dict)
    secret: bool = False


class Closed(Protocol):
    """Rows of which a person sees some: every model that has a page says, with `visible_to`, which."""

    def visible_to(self, person: Any, /) -> models.QuerySet[Any]: ...


DECLARED: dict[str, Route] = {}


def page(
    route: str,
    view: View,
    name: str,
    methods: Iterable[str] = ("GET",),
    *,
    under: str = "",
    of: type[models.Model] | None = None,
    by: Mapping[str, str] | None = None,
    rule: Rule | None = None,
    related: Iterable[str] = (),
    public: bool = False,
    guests: bool = False,
    secret: bool = False,
) -> URLPattern:
    """Declare one address. A room says once, with `partial`, what its pages share.

    `under` is the part of the address that several pages begin with; the route stands below it.
    `of` is the model of the object the page is about and `by` says which part of the address finds it
    (`{"reference": "case__audit__reference"}`); those parts are consumed, others go to the view by name. `related` is
    passed to `select_related`. The rule is called `rule(person, thing)`, or `rule(person)` where there is no `of`; it
    raises `Refused`. A signed-in page must name a rule. A page without `of` whose rule refuses is 404: its existence
    is nobody's business. `public` pages need no sign-in and take neither. A guest, who came by a link to one thing,
    opens the pages of that thing, found through `visible_to` like everybody's; of the others those marked `guests`.
    `secret` pages show a key, a code or a password and are sent uncompressed.
    """
    allowed = tuple(sorted({*(m.upper() for m in methods), *(["HEAD"] if "GET" in methods else [])}))
    if not public and rule is None:
        raise ValueError(f"page '{name}' names no rule: say who may see it")
    if of is not None and not by:
        raise ValueError(f"page '{name}' is of {of.__name__} but does not say by which part of the address")
    lookups = dict(by or {})
    said = getattr(rule, "__name__", "public") if rule else "public"
    route = under + route
    entry = Route(route, name, allowed, said, public, of, lookups, secret)
    if name in DECLARED and DECLARED[name] != entry:
        raise ValueError(f"two pages are called '{name}'")
    DECLARED[name] = entry

    @wraps(view)
    def door(request: HttpRequest, **parts: Any) -> HttpResponseBase:
        if request.method not in allowed:
            return HttpResponseNotAllowed(allowed)
        if of is None and not guests and getattr(request.user, "is_guest", False):
            if not public:
                note_refusal(request.user, name, None)
            raise Http404
        if public:
            response = carried_out(request, entry, lambda: view(request, **parts))
            if request.user.is_authenticated:
                response.headers.setdefault("Cache-Control", "no-store")
            return response
        if not request.user.is_authenticated:
            return ask_to_sign_in(request)
        assert rule is not None  # page() takes no signed-in page without one
        response = carried_out(request, entry, lambda: open_door(request, parts, rule))
        response.headers["Cache-Control"] = "no-store"
        return response

    def open_door(request: HttpRequest, parts: dict[str, Any], rule: Rule) -> HttpResponseBase:
        person: Any = request.user
        thing: models.Model | None = None
        try:
            if of is None:
                rule(person)
                return view(request, **parts)
            lookup = {lookups[key]: parts.pop(key) for key in lookups}
            thing = find(of, person, lookup, related)
            if thing is None:
                # What they asked for is named in the journal, for those who may know that it exists.
                note_refusal(person, name, of._default_manager.filter(**lookup).first())
                if request.POST.get("whose") == str(getattr(person, "uid", "")) and not in_background(request):
                    shown: HttpResponse = import_string(settings.NO_LONGER_OPEN)(request)
                    return shown
                raise Http404
            rule(person, thing)
            return view(request, thing, **parts)
        except Refused as refusal:
            note_refusal(person, name, thing)
            if of is None and request.method in ("GET", "HEAD"):
                raise Http404 from refusal
            if in_background(request):
                return JsonResponse({"refused": refusal.sentence}, status=403)
            return render(request, "403.html", {"refused_sentence": refusal.sentence}, status=403)

    door.page = entry  # type: ignore[attr-defined]  # by it, a mounted address is told from one that was not declared
    return path(route, door, name=name)


def carried_out(request: HttpRequest, page: Route, act: Callable[[], HttpResponseBase]) -> HttpResponseBase:
    """The answer of a view; a form that somebody sends goes through the means by which it is carried out once."""
    if request.method != "POST" or in_background(request):
        return act()
    answer: HttpResponseBase = import_string(settings.SENT_ONCE)(request, page, act)
    return answer


def find(of: type[models.Model], person: Any, lookup: dict[str, Any], related: Iterable[str]) -> models.Model | None:
    """The one object of this address that the person may see, or None.

    Asked for by its key: among the keys a person may see, the planner would first gather all of them.
    """
    visible = cast(Closed, of._default_manager.all()).visible_to(person)
    key = models.Subquery(visible.filter(**lookup).order_by().values("pk")[:1])
    rows = of._default_manager.filter(pk=key)
    fields = tuple(related)
    found: models.Model | None = next(iter(rows.select_related(*fields) if fields else rows), None)
    return found


def in_background(request: HttpRequest) -> bool:
    """Whether a script of ours asks, not a person: it takes its answer as JSON and puts it into the page itself."""
    return request.headers.get("Accept") == "application/json"


def ask_to_sign_in(request: HttpRequest) -> HttpResponse:
    """A page view goes to the sign-in page and comes back. A background request gets a 401 and no page instead.

    A form that says whose it is, sent after the session has ended, keeps its words through the sign-in.
    """
    if in_background(request):
        return JsonResponse({"signed_out": True}, status=401)
    if request.method == "POST" and request.POST.get("whose"):
        asked: HttpResponse = import_string(settings.SIGN_IN_TO_SAVE)(request)
        return asked
    return redirect_to_login(request.get_full_path(), settings.LOGIN_URL)


def note_refusal(person: Any, route: str, thing: models.Model | None) -> None:
    """Write the refusal down in its own transaction, after the view's has ended."""
    import_string(settings.PAGE_REFUSED)(person, route, thing)


def undeclared_routes() -> Iterator[str]:
    """Addresses of the site that were mounted without page()."""
    yield from walk(get_resolver().url_patterns, "")


def walk(patterns: Iterable[URLPattern | URLResolver], prefix: str) -> Iterator[str]:
    for pattern in patterns:
        here = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from walk(pattern.url_patterns, here)
        elif not hasattr(pattern.callback, "page"):
            yield here
