"""Addresses that say whether the process lives and can serve."""

from audit_project import doors
from audit_project.pages import page

urlpatterns = [
    page("healthz", doors.healthz, "healthz", public=True, guests=True),
    page("readyz", doors.readyz, "readyz", public=True, guests=True),
]
