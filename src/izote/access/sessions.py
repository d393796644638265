"""Sessions in the database, found by the hash of their key, with an idle and an absolute end."""

import datetime as dt
import hashlib
from typing import Any

from django.conf import settings
from django.contrib.sessions.backends import db
from django.core import signing
from django.utils import timezone

from izote.access.models import Session


def hashed(key: str) -> str:
    """What the database knows of a session key."""
    return hashlib.sha256(f"izote-session:{key}".encode()).hexdigest()


class SessionStore(db.SessionStore):
    """Django's database sessions, except that the cookie's value is not in the table."""

    @classmethod
    def get_model_class(cls) -> type[Session]:  # type: ignore[override]
        """The table of sessions."""
        return Session

    def _get_session_from_db(self) -> Session | None:
        if not self.session_key:
            return None
        found = Session.objects.filter(session_key=hashed(self.session_key), expire_date__gt=timezone.now()).first()
        if found is None:
            self._session_key = None
        return found

    def encode(self, session_dict: dict[str, Any]) -> str:
        """The content, signed for this session alone: copied into another row it is worth nothing."""
        return signing.dumps(session_dict, salt=self._salt(), serializer=self.serializer, compress=True)

    def decode(self, session_data: bytes | str) -> dict[str, Any]:
        """The content again; empty when it was written for another session."""
        try:
            content: dict[str, Any] = signing.loads(str(session_data), salt=self._salt(), serializer=self.serializer)
        except signing.BadSignature:
            return {}
        return content

    def _salt(self) -> str:
        return f"{self.key_salt}.{hashed(self.session_key or '')}"

    def exists(self, session_key: str) -> bool:
        """Whether the key is taken."""
        return Session.objects.filter(session_key=hashed(session_key)).exists()

    def create_model_instance(self, data: dict[str, Any]) -> Session:  # type: ignore[override]
        """The row to be saved, ending after idleness or at the absolute limit, whichever comes first."""
        now = timezone.now()
        started = dt.datetime.fromisoformat(data["started"]) if data.get("started") else now
        ends = min(
            now + dt.timedelta(seconds=settings.SESSION_IDLE_SECONDS), started + dt.timedelta(seconds=settings.SESSION_ABSOLUTE_SECONDS)
        )
        user_id = data.get("_auth_user_id")
        key = self._get_or_create_session_key()  # type: ignore[attr-defined]
        return Session(
            session_key=hashed(key),
            session_data=self.encode(data),
            expire_date=ends,
            user_id=int(user_id) if user_id else None,
        )

    def delete(self, session_key: str | None = None) -> None:
        """End the session."""
        key = session_key or self.session_key
        if key:
            Session.objects.filter(session_key=hashed(key)).delete()
