"""The process behind the pages: runs jobs, keeps the clock, and seals the audit."""

import asyncio
import os
import signal
import threading
from typing import Any

# which queues have hands of their own, and how many: whoever brings a list never waits for a large file, and no file for an analysis
HANDS: tuple[tuple[tuple[str, ...], int], ...] = ((("lists", "care"), 2), (("loads",), 2), (("analyses",), 1))


def main() -> None:
    """`python -m izote.config.worker`."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "izote.config.settings")
    import django

    django.setup()
    from procrastinate.contrib.django import app

    from izote.access.sealer import seal_forever
    from izote.config import timetable  # noqa: F401
    from izote.config.safety import refuse_powerful_role

    refuse_powerful_role()
    ending = threading.Event()
    sealer = threading.Thread(target=seal_forever, args=(ending,), daemon=True)
    sealer.start()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        with app.replace_connector(app.connector.get_worker_connector()) as running:  # type: ignore[attr-defined]
            asyncio.run(work(running))
    finally:
        ending.set()
        sealer.join(timeout=5)


async def work(app: Any) -> None:
    """Every queue with its own hands, until the process is asked to end: what is in hand is finished first."""
    async with app.open_async():
        workers = [
            asyncio.create_task(
                app.run_worker_async(
                    queues=list(queues),
                    concurrency=number,
                    delete_jobs="successful",
                    fetch_job_polling_interval=2.0,
                    # each that is told at once holds a connection; analyses can wait two seconds
                    listen_notify="analyses" not in queues,
                    install_signal_handlers=False,
                )
            )
            for queues, number in HANDS
        ]
        if os.name != "nt":
            asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, lambda: [one.cancel() for one in workers])
        try:
            # one that falls ends all, and the process: a queue without hands would go unnoticed
            await asyncio.wait(workers, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for one in workers:
                one.cancel()
            ended = await asyncio.gather(*workers, return_exceptions=True)
    for error in ended:
        if isinstance(error, Exception):
            raise error


if __name__ == "__main__":
    main()
