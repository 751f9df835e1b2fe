"""What later steps do by themselves when an earlier one has moved: returns open, at once or for a late answer;
themes come along into a re-audit.

It stands in the desk, the one room that knows all steps, and is read when the site starts.
"""

from agencies.owing import OWES
from audits.desk.owed import actions_owed, concerns_owed, links_out, questions_owed, returns_owed
from audits.meeting.carrying import carry_themes
from audits.returns.opening import open_late, open_once_reached
from audits.sample.acts import WHEN_KNOWN
from audits.scope.beginning import WHEN_FOLLOWED
from audits.scope.lifecycle import WHEN_REACHED
from audits.scope.models import Audit

if open_once_reached not in WHEN_REACHED[Audit.State.RETURNS]:
    WHEN_REACHED[Audit.State.RETURNS].append(open_once_reached)
if carry_themes not in WHEN_FOLLOWED:
    WHEN_FOLLOWED.append(carry_themes)
if open_late not in WHEN_KNOWN:
    WHEN_KNOWN.append(open_late)
for ask in (returns_owed, questions_owed, actions_owed, concerns_owed, links_out):
    if ask not in OWES:
        OWES.append(ask)
