"""A cache in the database whose values are JSON: whoever could write a row would write data, never code."""

import datetime as dt
import json
from typing import Any

from django.core.cache.backends.base import DEFAULT_TIMEOUT, BaseCache
from django.db import connection
from django.utils import timezone

from izote.access.models import CacheEntry

FOREVER = dt.timedelta(days=3650)
SWEEP = (
    "delete from access_cache where cache_key in (select cache_key from access_cache where expires_at < %s"
    " order by expires_at limit 50 for update skip locked)"
)
WRITE = (
    "insert into access_cache (cache_key, value, expires_at) values (%s, %s, %s)"
    " on conflict (cache_key) do update set value = excluded.value, expires_at = excluded.expires_at"
)


class TableCache(BaseCache):
    """Counts of failed sign-ins and used codes, shared by all processes."""

    def __init__(self, name: str, params: dict[str, Any]) -> None:
        super().__init__(params)

    def get(self, key: Any, default: Any = None, version: int | None = None) -> Any:
        """The value, or the default when there is none that is still valid."""
        valid = CacheEntry.objects.filter(pk=self._key(key, version), expires_at__gt=timezone.now())
        found = valid.values_list("value", flat=True).first()
        return default if found is None else json.loads(found)

    def set(self, key: Any, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> None:
        """Keep a value; some of what has expired is swept out on the way."""
        with connection.cursor() as cursor:
            cursor.execute(WRITE, [self._key(key, version), json.dumps(value), self._end(timeout)])
            cursor.execute(SWEEP, [timezone.now()])

    def add(self, key: Any, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        """Keep a value only where there is none; says whether it was kept."""
        with connection.cursor() as cursor:
            row: list[Any] = [self._key(key, version), json.dumps(value), self._end(timeout), timezone.now()]
            cursor.execute(f"{WRITE} where access_cache.expires_at <= %s", row)
            return cursor.rowcount == 1

    def delete(self, key: Any, version: int | None = None) -> bool:
        """Forget a value; says whether there was one."""
        return bool(CacheEntry.objects.filter(pk=self._key(key, version)).delete()[0])

    def touch(self, key: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        """Give a value a new end."""
        valid = CacheEntry.objects.filter(pk=self._key(key, version), expires_at__gt=timezone.now())
        return bool(valid.update(expires_at=self._end(timeout)))

    def clear(self) -> None:
        """Forget everything."""
        CacheEntry.objects.all().delete()

    def _key(self, key: Any, version: int | None) -> str:
        return str(self.make_and_validate_key(key, version=version))

    def _end(self, timeout: Any) -> dt.datetime:
        seconds = self.default_timeout if timeout is DEFAULT_TIMEOUT else timeout
        return timezone.now() + (FOREVER if seconds is None else dt.timedelta(seconds=seconds))
