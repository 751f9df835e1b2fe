"""Re-exports the steps' models for Django, and for nobody else: code imports `audits.<step>.models`."""

from audits.across.comparing.models import *  # noqa: F403
from audits.across.models import *  # noqa: F403
from audits.actions.models import *  # noqa: F403
from audits.briefing.models import *  # noqa: F403
from audits.codes.models import *  # noqa: F403
from audits.concerns.models import *  # noqa: F403
from audits.lifecycle import Move  # noqa: F401
from audits.meeting.models import *  # noqa: F403
from audits.meeting.preparing.models import *  # noqa: F403
from audits.meeting.running.models import *  # noqa: F403
from audits.returns.models import *  # noqa: F403
from audits.returns.open_models import *  # noqa: F403
from audits.rollup.chosen.models import *  # noqa: F403
from audits.rollup.exports.models import *  # noqa: F403
from audits.rollup.models import *  # noqa: F403
from audits.sample.draw_models import *  # noqa: F403
from audits.sample.key_models import *  # noqa: F403
from audits.sample.models import *  # noqa: F403
from audits.scope.appointing.models import *  # noqa: F403
from audits.scope.information_models import *  # noqa: F403
from audits.scope.message_models import *  # noqa: F403
from audits.scope.models import *  # noqa: F403
from audits.scope.programme.models import *  # noqa: F403
from audits.scope.reopening_models import *  # noqa: F403
from audits.tools.models import *  # noqa: F403
