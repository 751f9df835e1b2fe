"""What happens around every request: NUL is refused, pages are compressed, the journal gets the request's number."""

import uuid
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest, HttpResponseNotFound
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware

from audit_project.request_context import ACTING_ROLE, REQUEST_ID

Handler = Callable[[HttpRequest], HttpResponse]


class CompressMiddleware(GZipMiddleware):
    """Compresses pages, but not one that shows a secret: where a visitor's words stand beside it, the length of what
    is sent would give it away piece by piece."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        declared = getattr(getattr(request.resolver_match, "func", None), "page", None)
        if declared is None or declared.secret:
            return response
        return super().process_response(request, response)


class RefuseNulMiddleware:
    """PostgreSQL has no NUL in text: in an address it names nothing (404), in a query it is a fault (400)."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if "\x00" in request.path_info:
            return HttpResponseNotFound("This page does not exist.", content_type="text/plain")
        if any("\x00" in key or any("\x00" in v for v in values) for key, values in request.GET.lists()):
            return HttpResponseBadRequest(
                "The address holds a character that cannot be used.", content_type="text/plain"
            )
        return self.get_response(request)


class RequestIdMiddleware:
    """Numbers the request and says in which role the person acts, for the journal."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        number = REQUEST_ID.set(str(uuid.uuid4()))
        role = ACTING_ROLE.set("")
        try:
            return self.get_response(request)
        finally:
            REQUEST_ID.reset(number)
            ACTING_ROLE.reset(role)


class NoStoreMiddleware:
    """Nothing a signed-in person is shown is kept by a browser or on the way: what does not exist for them neither."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.user.is_authenticated:
            response.headers.setdefault("Cache-Control", "no-store")
        return response
