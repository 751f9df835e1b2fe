"""What the addresses of an audit's pages begin with, and how the audit is found by them."""

from functools import partial

from audit_project.pages import page
from audits.scope.models import Audit

AUDIT = "audits/<reference:reference>/"
of_audit = partial(page, under=AUDIT, of=Audit, by={"reference": "reference"})
