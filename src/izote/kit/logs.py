"""What must not stand in a log."""

import logging
import re

SECRET = re.compile(r"(/(?:r|calendario|invitacion)/)[^/\s?'\"]+")


class NoSecrets(logging.Filter):
    """Cuts the secret out of addresses that open something by themselves: links of referrals, calendars, invitations."""

    def filter(self, record: logging.LogRecord) -> bool:
        """The line goes on, without the secret."""
        record.msg, record.args = SECRET.sub(r"\1…", record.getMessage()), ()
        return True
