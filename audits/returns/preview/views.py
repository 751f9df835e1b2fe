"""The page that shows a tool's return as an auditor sees it. It asks nothing and keeps nothing."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render

from agencies.person_request import PersonRequest
from audits.returns.preview.pages import preview, sectors_listed
from audits.tools.models import AuditTool


def tool_preview(request: PersonRequest, tool: AuditTool) -> HttpResponse:
    found = preview(tool, request.GET.get("sector", ""), request.GET.get("form", ""))
    context = {"tool": tool, "preview": found, "sectors": sectors_listed()}
    return render(request, "returns/preview.html", context)
