"""What a factor is called, what protects included."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from izote.framework import words as framework

PROTECTION = "P"
# the program's own reason, kept in the language of the code and shown in that of whoever reads
NOT_HERE = gettext_noop("Not assessable here: factors 10 to 14 are rated by the national prevention unit.")


def factor_name(code: str) -> str:
    """The factor with its number in the language of the page."""
    return _("What protects") if code == PROTECTION else f"{code}. {framework.words('factors')[code]}"


def indicator_name(code: str) -> str:
    """An indicator or protective factor in words."""
    word = framework.indicators().get(code) or framework.protective()[code]
    return str(word)


def reason_words(reason: str) -> str:
    """Why a factor was settled: what a person wrote stays as it is."""
    return _(NOT_HERE) if reason == NOT_HERE else reason
