"""Addresses of this step."""

from django.urls import URLPattern

from audit_project.pages import page
from audits.actions import rules, views
from audits.actions.models import Action, Recommendation
from audits.scope.models import Audit

HERE = "audits/<reference:reference>/actions/"
BOTH = ("GET", "POST")
OF_AUDIT = {"reference": "audit__reference", "uid": "uid"}

urlpatterns: list[URLPattern] = [
    page(HERE, views.actions, "actions", BOTH, of=Audit, by={"reference": "reference"}, rule=rules.check_can_see),
    page(
        HERE + "recommendations/<uuid:uid>/",
        views.recommendation,
        "recommendation",
        BOTH,
        of=Recommendation,
        by=OF_AUDIT,
        rule=rules.check_can_edit,
        related=("audit", "theme"),
    ),
    page(
        HERE + "<uuid:uid>/",
        views.action,
        "action",
        BOTH,
        of=Action,
        by=OF_AUDIT,
        rule=rules.check_can_read,
        related=("audit", "owner__parent", "recommendation__theme"),
    ),
]
