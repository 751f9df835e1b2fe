from importlib import import_module

from django.apps import AppConfig


class AuditsConfig(AppConfig):
    name = "audits"
    verbose_name = "Case file audits"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        import_module("audits.desk.follow_ups")
        import_module("audits.returns.word.checks")
