"""The process behind the pages: runs jobs, keeps the clock, and seals the audit."""

import os
import signal
import threading


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
            running.run_worker(concurrency=2, delete_jobs="successful", fetch_job_polling_interval=2.0)
    finally:
        ending.set()
        sealer.join(timeout=5)


if __name__ == "__main__":
    main()
