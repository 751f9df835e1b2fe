#!/usr/bin/env python
"""The commands of the application; docs/ and `manage.py help` list them."""

import os
import sys

from django.core.management import execute_from_command_line

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "audit_project.settings")
    execute_from_command_line(sys.argv)
