"""The verbs of prevention."""

from izote.prevention.actions.moving import begin, move

__all__ = ["begin", "move"]
