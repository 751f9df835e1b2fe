from importlib import import_module

from django.apps import AppConfig
from django.db.models.signals import post_migrate

from audit_project.row_history import ask_without_errors


class AuditsConfig(AppConfig):
    name = "audits"
    verbose_name = "Case file audits"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        import_module("audits.desk.follow_ups")
        import_module("audits.returns.word.checks")
        post_migrate.connect(ask_without_errors, sender=self)
