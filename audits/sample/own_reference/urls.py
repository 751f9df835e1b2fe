"""Addresses of an agency's own reference, and of the lines sealed for it."""

from functools import partial

from audit_project.pages import page
from audits.sample.models import Involvement
from audits.sample.own_reference import rules, views

OWN = "audits/<reference:reference>/cases/<int:number>/involvement/<uuid:uid>/own-reference/"
LINES = "audits/<reference:reference>/cases/<int:number>/involvement/<uuid:uid>/lines/"
BOTH = ("GET", "POST")
of_involvement = partial(
    page,
    of=Involvement,
    by={"reference": "case__audit__reference", "number": "case__number", "uid": "uid"},
    related=("case__audit", "agency__parent"),
    secret=True,
)
OPEN = rules.check_can_open_own_reference
WRITE = rules.check_can_write_lines

urlpatterns = [
    of_involvement(OWN, views.own_reference, "own_reference", BOTH, rule=OPEN),
    of_involvement(f"{OWN}keep/", views.own_reference_keep, "own_reference_keep", BOTH, rule=OPEN),
    of_involvement(f"{OWN}remove/", views.own_reference_remove, "own_reference_remove", ("POST",), rule=OPEN),
    of_involvement(LINES, views.identifying_lines, "identifying_lines", BOTH, rule=WRITE),
    of_involvement(
        f"{LINES}remove/", views.identifying_lines_remove, "identifying_lines_remove", ("POST",), rule=WRITE
    ),
]
