"""`python -m benchmarks [SIZE]` measures the goals and prints their table (`make bench`); with `gates` only the counts
that continuous integration holds (`make gates`); with `fill SIZE` the empty database of the settings is filled."""

from __future__ import annotations

import os
import platform
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "audit_project.settings")

import django

django.setup()

from django.db import connection  # noqa: E402
from django.test.utils import setup_test_environment  # noqa: E402
from django.utils import timezone  # noqa: E402

from benchmarks.goals import GATES, GOALS, not_here  # noqa: E402
from benchmarks.measuring import Line, table  # noqa: E402
from benchmarks.national import fill  # noqa: E402


def main() -> int:
    """Exit code 1 where a goal that was measured is not met."""
    size = sys.argv[1] if len(sys.argv) > 1 else "decade"
    if size == "fill":
        fill(sys.argv[2])
        return 0
    gates = size == "gates"
    sizes = ["year"] if gates or size == "year" else ["year", size]
    setup_test_environment()
    lines: list[Line] = []
    for goal in GATES if gates else GOALS:
        for line in goal(sizes):
            lines.append(line)
            print(f"{line.goal}: {line.what}: {line.value} (gate {line.gate}): {line.verdict}", flush=True)
    if gates:
        return 1 if any(line.met is not True for line in lines) else 0
    lines += not_here()
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version")
        server = cursor.fetchone()[0].split()[0]
    day = timezone.localdate()
    print(f"\n{day:%-d %B %Y}, {os.cpu_count()} cores, Python {platform.python_version()}, PostgreSQL {server},")
    print(f"sizes {' and '.join(sizes)}\n")
    print(table(lines))
    return 1 if any(line.met is False for line in lines) else 0


if __name__ == "__main__":
    sys.exit(main())
