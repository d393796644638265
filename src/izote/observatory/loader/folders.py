"""Private folders on the disk, each as long as the process that made it lives; and whether there is room for another file."""

import contextlib
import shutil
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from django.conf import settings
from django.utils.translation import gettext as _

from izote.kit.errors import BadInput

try:
    import fcntl
except ImportError:  # Windows has none: there a folder is taken for left over after half a day
    fcntl = None  # type: ignore[assignment]

# a folder without its lock may just have been made
YOUNG, LEFT = 60, 12 * 3600
# a file lies there as it came, as it is kept, and as rows
ROOM = 3
LOCK = "lock"


def base() -> Path:
    """Where private folders lie."""
    folder = Path(settings.DATA) / "reading"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


@contextlib.contextmanager
def private_folder(kind: str, coming: int = 0) -> Iterator[Path]:
    """A folder that nobody else reads, gone at the end; `coming` bytes are expected in it."""
    with tempfile.TemporaryDirectory(prefix=f"{kind}-", dir=base()) as name, (Path(name) / LOCK).open("wb") as lock:
        # the system lets go of the lock when the process ends, however it ends
        _held(lock)
        lock.truncate(coming)
        yield Path(name)


def must_fit(size: int) -> None:
    """Refuse a file for which the disk has no room, counting what others are sending at this moment."""
    others = sum(one.stat().st_size for one in base().glob(f"*/{LOCK}"))
    if size and shutil.disk_usage(base()).free < ROOM * size + others:
        raise no_room()


def no_room() -> BadInput:
    """What is said when the disk is full."""
    return BadInput(_("There is not room enough on the disk for this file now. Try again later, or tell whoever looks after the machine."))


def sweep() -> int:
    """Remove the folders of processes that ended without removing them; how many there were."""
    now, gone = time.time(), 0
    for one in base().iterdir():
        with contextlib.suppress(OSError):
            if now - one.stat().st_mtime > (YOUNG if fcntl else LEFT) and not _in_use(one / LOCK):
                shutil.rmtree(one, ignore_errors=True)
                gone += 1
    return gone


def _in_use(path: Path) -> bool:
    if not path.exists():
        return False
    with path.open("rb") as lock:
        return not _held(lock)


def _held(lock: IO[bytes]) -> bool:
    """Whether the lock is ours now."""
    if fcntl is None:
        return True
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
