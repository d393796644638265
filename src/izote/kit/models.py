"""What the kit remembers: forms already sent, and the salt of each user's drafts."""

from django.db import models


class Once(models.Model):
    """A form that was sent and the page it led to; forgotten after a day."""

    token_hash = models.CharField(max_length=64)
    user_id = models.BigIntegerField()
    body_hash = models.CharField(max_length=64)
    result_url = models.CharField(max_length=500, default="")
    at = models.DateTimeField(auto_now_add=True, db_index=True)

    class Meta:
        db_table = "kit_once"
        constraints = [models.UniqueConstraint(fields=["user_id", "token_hash"], name="kit_once_unique")]

    def __str__(self) -> str:
        return self.token_hash[:8]


class DraftKey(models.Model):
    """The random part of the key that seals a user's drafts on their device."""

    user_id = models.BigIntegerField(unique=True)
    salt = models.BinaryField(max_length=32)

    class Meta:
        db_table = "kit_draftkey"

    def __str__(self) -> str:
        return str(self.user_id)
