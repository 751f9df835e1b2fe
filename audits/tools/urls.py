"""Addresses of the audit tools and the rating scales."""

from audit_project.pages import page
from audits.tools import file_views as tool_file_views
from audits.tools import part_views as tool_part_views
from audits.tools import rules, scale_views
from audits.tools import views as tool_views
from audits.tools.models import AuditTool, RatingScale

TOOL = "tools/<slug:code>/<int:edition>/"
BY = {"code": "code", "edition": "edition"}
SCALE = "scales/<slug:code>/"
BY_CODE = {"code": "code"}
BOTH = ("GET", "POST")
SEND = ("POST",)
READ, KEEP, CHANGE = rules.check_can_read, rules.check_can_keep, rules.check_can_change
FIXED = rules.check_can_change_scale
FROM = ("copied_from", "made_by")

urlpatterns = [
    page("tools/", tool_views.tools, "tools", rule=rules.check_can_list),
    page("tools/new/", tool_views.tool_new, "tool_new", BOTH, rule=rules.check_can_make),
    page("tools/import/", tool_file_views.tool_import, "tool_import", BOTH, rule=rules.check_can_make),
    page("tools/import/make/", tool_file_views.tool_import_make, "tool_import_make", SEND, rule=rules.check_can_make),
    page(TOOL, tool_views.tool, "tool", of=AuditTool, by=BY, rule=READ, related=FROM),
    page(f"{TOOL}file/", tool_views.tool_export, "tool_export", of=AuditTool, by=BY, rule=READ),
    page(f"{TOOL}copy/", tool_views.tool_copy, "tool_copy", BOTH, of=AuditTool, by=BY, rule=KEEP),
    page(f"{TOOL}next/", tool_views.tool_next, "tool_next", SEND, of=AuditTool, by=BY, rule=KEEP),
    page(f"{TOOL}use/", tool_views.tool_use, "tool_use", SEND, of=AuditTool, by=BY, rule=KEEP),
    page(f"{TOOL}edit/", tool_views.tool_edit, "tool_edit", BOTH, of=AuditTool, by=BY, rule=CHANGE),
    page(f"{TOOL}messages/", tool_views.tool_messages, "tool_messages", BOTH, of=AuditTool, by=BY, rule=CHANGE),
    page(f"{TOOL}domains/add/", tool_part_views.domain_add, "domain_add", BOTH, of=AuditTool, by=BY, rule=CHANGE),
    page(
        f"{TOOL}domains/<slug:practice>/",
        tool_part_views.domain,
        "tool_domain",
        BOTH,
        of=AuditTool,
        by=BY,
        rule=CHANGE,
    ),
    page(
        f"{TOOL}domains/<slug:practice>/move/",
        tool_part_views.domain_move,
        "domain_move",
        SEND,
        of=AuditTool,
        by=BY,
        rule=CHANGE,
    ),
    page(
        f"{TOOL}domains/<slug:practice>/remove/",
        tool_part_views.domain_remove,
        "domain_remove",
        SEND,
        of=AuditTool,
        by=BY,
        rule=CHANGE,
    ),
    page(f"{TOOL}questions/add/", tool_part_views.standard_add, "standard_add", BOTH, of=AuditTool, by=BY, rule=CHANGE),
    page(f"{TOOL}questions/<int:pk>/", tool_part_views.standard, "standard", BOTH, of=AuditTool, by=BY, rule=CHANGE),
    page(
        f"{TOOL}questions/<int:pk>/move/",
        tool_part_views.standard_move,
        "standard_move",
        SEND,
        of=AuditTool,
        by=BY,
        rule=CHANGE,
    ),
    page(
        f"{TOOL}questions/<int:pk>/remove/",
        tool_part_views.standard_remove,
        "standard_remove",
        SEND,
        of=AuditTool,
        by=BY,
        rule=CHANGE,
    ),
    page("scales/", scale_views.scales, "scales", rule=rules.check_can_list),
    page("scales/new/", scale_views.scale_new, "scale_new", BOTH, rule=rules.check_can_make),
    page(SCALE, scale_views.scale, "scale", of=RatingScale, by=BY_CODE, rule=READ, related=("made_by",)),
    page(f"{SCALE}copy/", scale_views.scale_copy, "scale_copy", BOTH, of=RatingScale, by=BY_CODE, rule=KEEP),
    page(f"{SCALE}use/", scale_views.scale_use, "scale_use", SEND, of=RatingScale, by=BY_CODE, rule=KEEP),
    page(f"{SCALE}edit/", scale_views.scale_edit, "scale_edit", BOTH, of=RatingScale, by=BY_CODE, rule=FIXED),
    page(f"{SCALE}bands/add/", scale_views.band_add, "band_add", BOTH, of=RatingScale, by=BY_CODE, rule=FIXED),
    page(f"{SCALE}bands/<slug:band>/", scale_views.band, "band", BOTH, of=RatingScale, by=BY_CODE, rule=FIXED),
    page(
        f"{SCALE}bands/<slug:band>/move/",
        scale_views.band_move,
        "band_move",
        SEND,
        of=RatingScale,
        by=BY_CODE,
        rule=FIXED,
    ),
    page(
        f"{SCALE}bands/<slug:band>/remove/",
        scale_views.band_remove,
        "band_remove",
        SEND,
        of=RatingScale,
        by=BY_CODE,
        rule=FIXED,
    ),
]
