"""What later steps do by themselves when an earlier one has moved: returns open, at once or for a late answer,
and contacts are told; themes come along into a re-audit; a finished audit keeps the names of its agencies.

It stands in the desk, the one room that knows all steps, and is read when the site starts.
"""

from agencies.directory.owing import OWES
from agencies.merging import acts as merging
from agencies.people.owing import HOLDS, PARTS, SUCCEEDS
from audits.across.acts import follow_theme
from audits.actions.acts import wipe_if_all_done
from audits.desk.held import audits_led_alone, links_sent, parts_held, parts_read, returns_held
from audits.desk.merging import (
    FOLDED,
    NAMES,
    STOPS,
    asked_about_one_case,
    disagreed_twice,
    lock_audits,
    returned_for_one_case,
)
from audits.desk.owed import (
    actions_owed,
    case_actions_owed,
    concerns_owed,
    links_out,
    names_held,
    questions_owed,
    returns_owed,
)
from audits.meeting.running.case_actions import WHEN_CLOSED
from audits.meeting.themes.carrying import carry_themes
from audits.meeting.themes.merging import WHEN_MERGED
from audits.returns.links.acts import end_links_of_case
from audits.returns.opening.acts import open_late, open_once_reached
from audits.returns.opening.telling import tell_opened
from audits.rollup.chosen.acts import carry_wordings
from audits.sample.acts import WHEN_KNOWN
from audits.sample.leaving.acts import WHEN_LEFT
from audits.scope.beginning import WHEN_FOLLOWED
from audits.scope.lifecycle import WHEN_REACHED
from audits.scope.models import Audit
from audits.scope.naming import keep_names, let_names_follow

if open_once_reached not in WHEN_REACHED[Audit.State.RETURNS]:
    WHEN_REACHED[Audit.State.RETURNS].append(open_once_reached)
if tell_opened not in WHEN_REACHED[Audit.State.RETURNS]:  # after the returns are there to be told of
    WHEN_REACHED[Audit.State.RETURNS].append(tell_opened)
if wipe_if_all_done not in WHEN_CLOSED:  # an action for a child may be the last that closes
    WHEN_CLOSED.append(wipe_if_all_done)
for state, name in (
    (Audit.State.PUBLISHED, keep_names),
    (Audit.State.CLOSED, keep_names),
    (Audit.State.REPORTING, let_names_follow),
):
    if name not in WHEN_REACHED[state]:
        WHEN_REACHED[state].append(name)
if carry_themes not in WHEN_FOLLOWED:
    WHEN_FOLLOWED.append(carry_themes)
for follow in (follow_theme, carry_wordings):
    if follow not in WHEN_MERGED:
        WHEN_MERGED.append(follow)
if end_links_of_case not in WHEN_LEFT:
    WHEN_LEFT.append(end_links_of_case)
if open_late not in WHEN_KNOWN:
    WHEN_KNOWN.append(open_late)
for ask in (returns_owed, questions_owed, case_actions_owed, actions_owed, concerns_owed, names_held, links_out):
    if ask not in OWES:
        OWES.append(ask)
for hold in (returns_held, parts_held, links_sent):
    if hold not in HOLDS:
        HOLDS.append(hold)
if audits_led_alone not in SUCCEEDS:
    SUCCEEDS.append(audits_led_alone)
if parts_read not in PARTS:
    PARTS.append(parts_read)
merging.CALLED.update(NAMES)
merging.FOLDS.update(FOLDED)
merging.TWICE.update(STOPS)
for stop in (asked_about_one_case, returned_for_one_case, disagreed_twice):
    if stop not in merging.IN_THE_WAY:
        merging.IN_THE_WAY.append(stop)
if lock_audits not in merging.LOCKS:
    merging.LOCKS.append(lock_audits)
