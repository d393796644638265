"""The nouns of prevention: places, groups, institutions and words; never a person."""

from izote.prevention.models.steps import Moving, Step

__all__ = ["Moving", "Step"]
