"""Addresses of absences."""

from agencies import rules as people
from agencies.away import rules, views
from agencies.models import Absence
from audit_project.pages import BOTH, POST, page

urlpatterns = [
    page("people/<uuid:uid>/away/", views.absences, "absences", BOTH, rule=people.check_signed_in),
    page(
        "absences/<uuid:uid>/end/", views.absence_end, "absence_end", POST, of=Absence, by={"uid": "uid"},
        rule=rules.check_can_end, related=("person",),
    ),
]  # fmt: skip
