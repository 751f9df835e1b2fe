"""Addresses of the audit tools and the rating scales."""

from functools import partial

from audit_project.pages import BOTH, POST, page
from audits.tools import file_views as tool_file_views
from audits.tools import part_views as tool_part_views
from audits.tools import rules, scale_views
from audits.tools import views as tool_views
from audits.tools.from_list import views as list_views
from audits.tools.models import AuditTool, RatingScale

READ, KEEP, LIST, MAKE = rules.check_can_read, rules.check_can_keep, rules.check_can_list, rules.check_can_make
of_tool = partial(
    page, under="tools/<slug:code>/<int:edition>/", of=AuditTool, by={"code": "code", "edition": "edition"}
)
of_scale = partial(page, under="scales/<slug:code>/", of=RatingScale, by={"code": "code"})
changes_tool = partial(of_tool, rule=rules.check_can_change)
changes_scale = partial(of_scale, rule=rules.check_can_change_scale)

urlpatterns = [
    page("tools/", tool_views.tools, "tools", rule=LIST),
    page("tools/new/", tool_views.tool_new, "tool_new", BOTH, rule=MAKE),
    page("tools/import/", tool_file_views.tool_import, "tool_import", BOTH, rule=MAKE),
    page("tools/import/make/", tool_file_views.tool_import_make, "tool_import_make", POST, rule=MAKE),
    page("tools/from-list/", list_views.tool_from_list, "tool_from_list", BOTH, rule=MAKE),
    page("tools/from-list/make/", list_views.tool_from_list_make, "tool_from_list_make", POST, rule=MAKE),
    of_tool("", tool_views.tool, "tool", rule=READ, related=("copied_from", "made_by")),
    of_tool("file/", tool_views.tool_export, "tool_export", rule=READ),
    of_tool("copy/", tool_views.tool_copy, "tool_copy", BOTH, rule=KEEP),
    of_tool("next/", tool_views.tool_next, "tool_next", POST, rule=KEEP),
    of_tool("use/", tool_views.tool_use, "tool_use", POST, rule=KEEP),
    changes_tool("edit/", tool_views.tool_edit, "tool_edit", BOTH),
    changes_tool("messages/", tool_views.tool_messages, "tool_messages", BOTH),
    changes_tool("domains/add/", tool_part_views.domain_add, "domain_add", BOTH),
    changes_tool("domains/<slug:practice>/", tool_part_views.domain, "tool_domain", BOTH),
    of_tool("domains/<slug:practice>/compared/", tool_part_views.domain_compared, "domain_compared", BOTH, rule=KEEP),
    changes_tool("domains/<slug:practice>/move/", tool_part_views.domain_move, "domain_move", POST),
    changes_tool("domains/<slug:practice>/remove/", tool_part_views.domain_remove, "domain_remove", POST),
    changes_tool("questions/add/", tool_part_views.standard_add, "standard_add", BOTH),
    changes_tool("questions/<int:pk>/", tool_part_views.standard, "standard", BOTH),
    changes_tool("questions/<int:pk>/move/", tool_part_views.standard_move, "standard_move", POST),
    changes_tool("questions/<int:pk>/remove/", tool_part_views.standard_remove, "standard_remove", POST),
    page("scales/", scale_views.scales, "scales", rule=LIST),
    page("scales/new/", scale_views.scale_new, "scale_new", BOTH, rule=MAKE),
    of_scale("", scale_views.scale, "scale", rule=READ, related=("made_by",)),
    of_scale("copy/", scale_views.scale_copy, "scale_copy", BOTH, rule=KEEP),
    of_scale("use/", scale_views.scale_use, "scale_use", POST, rule=KEEP),
    changes_scale("edit/", scale_views.scale_edit, "scale_edit", BOTH),
    changes_scale("bands/add/", scale_views.band_add, "band_add", BOTH),
    changes_scale("bands/<slug:band>/", scale_views.band, "band", BOTH),
    changes_scale("bands/<slug:band>/move/", scale_views.band_move, "band_move", POST),
    changes_scale("bands/<slug:band>/remove/", scale_views.band_remove, "band_remove", POST),
]
