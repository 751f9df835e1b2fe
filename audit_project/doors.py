"""Pages of the door itself: whether the site lives and is ready, a page that is not there, an error."""

from typing import Any

from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.utils import Error as DatabaseError
from django.http import HttpRequest, HttpResponse
from django.views.debug import SafeExceptionReporterFilter


class NoValuesFilter(SafeExceptionReporterFilter):
    """Error reports carry no posted value and no local variable: either may hold a child's record."""

    def get_post_parameters(self, request: HttpRequest | None) -> dict[str, Any]:
        return {} if request is None else dict.fromkeys(request.POST, self.cleansed_substitute)

    def get_traceback_frame_variables(self, request: HttpRequest | None, tb_frame: Any) -> Any:
        return [(name, self.cleansed_substitute) for name in tb_frame.f_locals]


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
