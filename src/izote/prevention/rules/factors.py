"""What a factor is called, what protects included."""

from django.utils.translation import gettext as _

from izote.framework import words as framework

PROTECTION = "P"


def factor_name(code: str) -> str:
    """The factor with its number in the language of the page."""
    return _("What protects") if code == PROTECTION else f"{code}. {framework.words('factors')[code]}"


def indicator_name(code: str) -> str:
    """An indicator or protective factor in words."""
    word = framework.indicators().get(code) or framework.protective()[code]
    return str(word)
