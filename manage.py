#!/usr/bin/env python
"""The commands of the application; docs/ and `manage.py help` list them."""

import os
import sys

from django.core.exceptions import ImproperlyConfigured
from django.core.management import execute_from_command_line

from audit_project.embedded_programs import EmbeddedError

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "audit_project.settings")
    try:
        execute_from_command_line(sys.argv)
    except (EmbeddedError, ImproperlyConfigured) as error:  # a setting, or the data folder it names
        sys.exit(f"Error: {error}")
