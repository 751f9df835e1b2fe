"""What the log never holds: the secret part of an address that opens something by itself."""

from __future__ import annotations

import logging
import re

SECRET = re.compile(r"/(r|invitation|password/forgotten)/(?!sent/|kept/)[-\w]+")
IN_ITS_PLACE = r"/\1/…"


class NoSecrets(logging.Filter):
    """Takes the secret of a link to a return, of an invitation or to a new password out of every line."""

    def filter(self, record: logging.LogRecord) -> bool:
        said = record.getMessage()
        told = SECRET.sub(IN_ITS_PLACE, said)
        if told != said:
            record.msg, record.args = told, None
        return True
