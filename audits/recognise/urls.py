"""The one address of the look through a text that is being written."""

from __future__ import annotations

from django.urls import URLPattern

from audit_project.pages import page
from audits.recognise import rules, views

urlpatterns: list[URLPattern] = [page("words/", views.words_hints, "words_hints", ("POST",), rule=rules.check_writes)]
