"""What the addresses of a case's pages begin with, and how the case is found by them."""

from functools import partial

from audit_project.pages import page
from audits.sample.models import Case
from audits.scope.addresses import AUDIT

CASE = f"{AUDIT}cases/<int:number>/"
of_case = partial(page, under=CASE, of=Case, by={"reference": "audit__reference", "number": "number"})
