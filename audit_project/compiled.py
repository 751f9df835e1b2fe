"""Questions to the database whose text never changes: Django puts each together once, and only its keys are new.

For a question of many parts, putting it together costs more than asking it. What a person may see has another text for
each person, so that it is never compiled here: it is asked `beside` the question, as a column of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import QuerySet

FIRST_PLACE = -1_000_000_007  # keys that no row has stand where those asked for will


@dataclass(frozen=True)
class Compiled:
    """The text of a question for so many keys, its parameters, and at which of them a key stands."""

    sql: str
    params: tuple[Any, ...]
    places: dict[int, int]
    names: tuple[str, ...]
    compiler: Any

    def with_keys(self, keys: Sequence[int]) -> list[Any]:
        return [keys[self.places[at]] if at in self.places else one for at, one in enumerate(self.params)]


class CompiledOnce:
    """`question` makes a `values()` query of a list of keys; its text may depend on nothing but how many there are."""

    def __init__(self, question: Callable[[Sequence[int]], QuerySet[Any, Any]]) -> None:
        self.question = question
        self.known: dict[int, Compiled] = {}

    def of(self, n: int) -> Compiled:
        """Raises ValueError where a key does not stand in the text just once."""
        if n not in self.known:
            keys = [FIRST_PLACE - place for place in range(n)]
            query = self.question(keys).query
            compiler = query.get_compiler(DEFAULT_DB_ALIAS)
            sql, params = compiler.as_sql()
            places = {at: keys.index(one) for at, one in enumerate(params) if one in keys}
            if sorted(places.values()) != list(range(n)):
                raise ValueError("Each key of a question that is compiled once stands in it once.")
            self.known[n] = Compiled(sql, tuple(params), places, tuple(query.selected or ()), compiler)
        return self.known[n]

    def rows(self, keys: Sequence[int], beside: QuerySet[Any, Any] | None = None) -> Iterator[dict[str, Any]]:
        """Each row by its columns' names; with `beside`, a query of one column, its values as the list "beside"."""
        if not keys:
            return
        found = self.of(len(keys))
        sql, params, names = found.sql, found.with_keys(keys), found.names
        if beside is not None:
            more, with_them = beside.query.get_compiler(DEFAULT_DB_ALIAS).as_sql()
            # Both are texts of Django's own, with their parameters apart.
            sql, params = f"SELECT q.*, ARRAY({more}) FROM ({sql}) q", [*with_them, *params]  # noqa: S608
            names = (*names, "beside")
        with connections[DEFAULT_DB_ALIAS].cursor() as cursor:
            cursor.execute(sql, params)
            asked = cursor.fetchall()
        for row in found.compiler.results_iter(results=[asked]):
            yield dict(zip(names, row, strict=True))
