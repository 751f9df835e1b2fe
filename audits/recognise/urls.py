"""The one address of the look through a text that is being written."""

from audit_project.pages import POST, page
from audits.recognise import rules, views

urlpatterns = [page("words/", views.words_hints, "words_hints", POST, rule=rules.check_writes)]
