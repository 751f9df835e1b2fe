"""What stops the site from starting: an address that page() does not guard, a production setting that is missing."""

import os
from typing import Any

from cryptography.fernet import Fernet
from django.core.checks import Error, register

from audit_project.pages import undeclared_routes

MATTERS_IN_PRODUCTION = ("DATABASE_URL", "SECRET_KEY", "ALLOWED_HOSTS", "SITE_URL", "EMAIL_URL", "PARTNERSHIP_NAME")


@register("pages")
def every_route_is_declared(app_configs: Any, **kwargs: Any) -> list[Error]:
    return [
        Error(f"The address '{route}' is not declared with page().", id="pages.E001") for route in undeclared_routes()
    ]


def production_faults(environment: dict[str, str] | None = None) -> list[str]:
    """Sentences that name each setting which production must have and has not, or has too weak."""
    given = dict(os.environ) if environment is None else environment
    faults = [f"{name} is not set." for name in MATTERS_IN_PRODUCTION if not given.get(name)]
    key = given.get("SECRET_KEY", "")
    if key and (len(key) < 50 or len(set(key)) < 10):
        faults.append("SECRET_KEY is too weak: use at least 50 characters, chosen at random.")
    if given.get("DEBUG", "").lower() in ("1", "true", "yes", "on"):
        faults.append("DEBUG must be off.")
    if given.get("ALLOWED_HOSTS", "").strip() == "*":
        faults.append("ALLOWED_HOSTS must name the hosts, not '*'.")
    for place, secret in enumerate(filter(None, given.get("KEY_SECRETS", "").split(",")), start=1):
        try:
            Fernet(secret)
        except ValueError:
            faults.append(f"Entry {place} of KEY_SECRETS is no Fernet key.")
    if given.get("SITE_URL") and not given["SITE_URL"].startswith("https://"):
        faults.append("SITE_URL must begin with https://.")
    return faults
