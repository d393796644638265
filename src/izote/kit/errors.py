"""Refusals that end in a sentence for the person at the screen."""


class Refusal(Exception):
    """An act that cannot be done; `message` is a translated sentence for the user."""

    def __init__(self, message: object) -> None:
        super().__init__(str(message))
        self.message = message


class Conflict(Refusal):
    """Not now: the state of things forbids it (409)."""


class BadInput(Refusal):
    """What was sent cannot be read or used (400)."""
