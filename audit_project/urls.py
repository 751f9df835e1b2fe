"""Every address of the site, room by room."""

from django.urls import include, path, register_converter

from audit_project.converters import Base36Converter, ReferenceConverter

register_converter(ReferenceConverter, "reference")
register_converter(Base36Converter, "base36")

urlpatterns = [
    path("", include("audit_project.door_urls")),
    path("", include("agencies.urls")),
    path("", include("audits.recognise.urls")),
    path("", include("audits.tools.urls")),
    path("", include("audits.scope.urls")),
    path("", include("audits.sample.urls")),
    path("", include("audits.concerns.urls")),
    path("", include("audits.returns.urls")),
    path("", include("audits.meeting.urls")),
    path("", include("audits.rollup.urls")),
    path("", include("audits.across.urls")),
    path("", include("audits.briefing.urls")),
    path("", include("audits.actions.urls")),
    path("", include("audits.desk.urls")),
]
