"""Addresses of an agency's own reference, and of the lines sealed for it."""

from functools import partial

from audit_project.pages import BOTH, POST, page
from audits.sample.addresses import CASE
from audits.sample.models import Involvement
from audits.sample.own_reference import rules, views

of_involvement = partial(
    page, under=f"{CASE}involvement/<uuid:uid>/", of=Involvement,
    by={"reference": "case__audit__reference", "number": "case__number", "uid": "uid"},
    related=("case__audit", "agency__parent"), secret=True,
)  # fmt: skip
of_own_reference = partial(of_involvement, rule=rules.check_can_open_own_reference)
of_lines = partial(of_involvement, rule=rules.check_can_write_lines)

urlpatterns = [
    of_own_reference("own-reference/", views.own_reference, "own_reference", BOTH),
    of_own_reference("own-reference/keep/", views.own_reference_keep, "own_reference_keep", BOTH),
    of_own_reference("own-reference/remove/", views.own_reference_remove, "own_reference_remove", POST),
    of_lines("lines/", views.identifying_lines, "identifying_lines", BOTH),
    of_lines("lines/remove/", views.identifying_lines_remove, "identifying_lines_remove", POST),
]
