"""Words of the vault in templates."""

from django import template

from izote.vault.rules.words import label

register = template.Library()
register.filter("reason", lambda code: label("opening_reasons", str(code)))
