"""Who may do what in seminars."""

from izote.access.permissions import has_somewhere, may, office_of, orgs_with, require, require_somewhere

__all__ = ["has_somewhere", "may", "office_of", "orgs_with", "require", "require_somewhere"]
