"""The application as a production server runs it. It refuses to start when a setting that matters is missing."""

import os
import sys

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "audit_project.settings")
application = get_wsgi_application()

from django.conf import settings  # noqa: E402 (needs the apps loaded)
from django.utils.module_loading import import_string  # noqa: E402

from audit_project.checks import production_faults  # noqa: E402
from audit_project.pages import undeclared_routes  # noqa: E402

FAULTS = production_faults() + [f"The address '{route}' is not declared with page()." for route in undeclared_routes()]
# `manage.py runserver` and `manage.py demo` load this module too, without production's settings.
if "runserver" not in sys.argv and "demo" not in sys.argv:
    FAULTS += import_string(settings.REFUSED_AS_PRODUCTION)() if not FAULTS else []
    if FAULTS:
        sys.exit("The application does not start:\n" + "\n".join(f"- {fault}" for fault in FAULTS))
