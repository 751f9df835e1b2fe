"""What a trigger asks at each row, without the error that its authors catch.

Both questions read a setting that is there only while triggers are ignored or a context is kept. Asked so that a
missing one is an error, each row cost two subtransactions that were rolled back, and a rollback looks at every check
that the transaction still has to make: ten thousand answers in one transaction took 8 seconds. Asked with `missing_ok`
they take 0.3. Both functions are put in place after each `migrate`: a migration that adds a trigger brings its
author's own back.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pghistory
import pgtrigger
from django.db import connections, models

IGNORED = """
    CREATE OR REPLACE FUNCTION public._pgtrigger_should_ignore(trigger_name NAME) RETURNS BOOLEAN AS $$
        DECLARE
            _ignored TEXT := CURRENT_SETTING('pgtrigger.ignore', true);
        BEGIN
            IF _ignored IS NULL OR _ignored = '' THEN
                RETURN FALSE;
            END IF;
            RETURN trigger_name = ANY(_ignored::TEXT[]);
        END;
    $$ LANGUAGE plpgsql"""
CONTEXT = """
    CREATE OR REPLACE FUNCTION public._pgh_attach_context() RETURNS UUID AS $$
        DECLARE
            _id TEXT := CURRENT_SETTING('pghistory.context_id', true);
            _metadata TEXT := CURRENT_SETTING('pghistory.context_metadata', true);
        BEGIN
            IF _id IS NULL OR _id = '' OR _metadata IS NULL OR _metadata = '' THEN
                RETURN NULL;
            END IF;
            INSERT INTO public.pghistory_context (id, metadata, created_at, updated_at)
                VALUES (_id::UUID, _metadata::JSONB, NOW(), NOW())
                ON CONFLICT (id) DO UPDATE
                    SET metadata = EXCLUDED.metadata, updated_at = EXCLUDED.updated_at
                    WHERE pghistory_context.metadata != EXCLUDED.metadata;
            RETURN _id::UUID;
        END;
    $$ LANGUAGE plpgsql"""


def ask_without_errors(using: str, **signal: Any) -> None:
    """Put both functions in place; called after each `migrate`."""
    with connections[using].cursor() as cursor:
        cursor.execute(IGNORED)
        cursor.execute(CONTEXT)


class StepOfHistory(pgtrigger.Condition):
    """Whether an update is a step of the row's history: its words changed, and a person saved them.

    A page that saves itself counts in `background_saves`: such a save is none, and the history is written when the
    person saves the page. Neither is it one when all that changed is in `but`: an agency that was merged into another.
    """

    def __init__(self, *, but: Sequence[str] = (), counted: bool = False) -> None:
        self.but, self.counted = list(but), counted

    def resolve(self, model: type[models.Model]) -> str:
        changed = pgtrigger.AnyChange(exclude=self.but).resolve(model)
        return f"(({changed}) AND OLD.background_saves = NEW.background_saves)" if self.counted else changed


def page_history(*but: str) -> list[pghistory.Tracker]:
    """What keeps the history of a row whose page saves itself: it has a column `background_saves`."""
    return [
        pghistory.InsertEvent(condition=pgtrigger.Q(new__background_saves=0)),
        pghistory.UpdateEvent(condition=StepOfHistory(but=but, counted=True)),
        pghistory.ManualEvent("page_saved"),
    ]
