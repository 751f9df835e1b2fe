"""Pages of the door itself: a form that has expired, a page that is not there, an error that tells nothing."""

from typing import Any

from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.utils import Error as DatabaseError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.debug import SafeExceptionReporterFilter

from agencies.signing_in import again as sign_in_again
from audit_project.pages import in_background


class NoValuesFilter(SafeExceptionReporterFilter):
    """Error reports carry no posted value and no local variable: either may hold a child's record."""

    def get_post_parameters(self, request: HttpRequest | None) -> dict[str, Any]:
        return {} if request is None else dict.fromkeys(request.POST, self.cleansed_substitute)

    def get_traceback_frame_variables(self, request: HttpRequest | None, tb_frame: Any) -> Any:
        return [(name, self.cleansed_substitute) for name in tb_frame.f_locals]


def form_expired(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form came without its token: usually the page was open through a sign-out."""
    if in_background(request):
        return JsonResponse({"token": "old"}, status=403)
    if sign_in_again.is_theirs(request, request.POST.get("whose", "")):
        # Signed in anew in another tab: they look at their words and send them once more, with a token of today.
        words = sign_in_again.words_from(sign_in_again.words_of(request.POST))
        return sign_in_again.give_back(request, words, request.get_full_path())
    return render(request, "csrf.html", status=403)


def healthz(request: HttpRequest) -> HttpResponse:
    """200 when the process lives."""
    return HttpResponse("ok", content_type="text/plain")


def readyz(request: HttpRequest) -> HttpResponse:
    """200 when it can serve: the database answers and no migration is pending; otherwise 503 and why."""
    try:
        executor = MigrationExecutor(connection)
        pending = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError:
        return HttpResponse("The database does not answer.", status=503, content_type="text/plain")
    if pending:
        return HttpResponse(f"{len(pending)} migrations are pending.", status=503, content_type="text/plain")
    return HttpResponse("ready", content_type="text/plain")
