"""Why a method did not answer."""


class Declined(ValueError):
    """The method could see nothing in these data, or cannot read them; `code` and `numbers` say why, the message says it in English."""

    def __init__(self, code: str, message: str, **numbers: float | int | str) -> None:
        super().__init__(message)
        self.code = code
        self.numbers = numbers
