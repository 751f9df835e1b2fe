from django.apps import AppConfig


class SiteConfig(AppConfig):
    name = "audit_project"
    verbose_name = "The site around the work"

    def ready(self) -> None:
        # Imported here because system checks register themselves on import, once the apps are loaded.
        from audit_project import checks  # noqa: F401, PLC0415
