"""Long jobs and short ones."""

import asyncio
import threading

from procrastinate import App
from procrastinate.contrib.django import app as ours
from procrastinate.testing import InMemoryConnector

from izote.config import timetable, worker


def test_every_job_has_hands():
    queues = {queue for names, _number in worker.HANDS for queue in names}
    assert timetable and {task.queue for task in ours.tasks.values() if not task.name.startswith("builtin:")} <= queues


def test_whoever_brings_a_list_does_not_wait_for_analyses():
    app = App(connector=InMemoryConnector())
    listed, order = threading.Event(), []

    @app.task(queue="analyses")
    def analyse() -> None:
        order.append("late" if not listed.wait(20) else "analysis")

    @app.task(queue="lists")
    def read_list() -> None:
        order.append("list")
        listed.set()

    async def both() -> None:
        for _n in range(3):
            await analyse.defer_async()
        await read_list.defer_async()
        running = asyncio.create_task(worker.work(app))
        while len(order) < 4 and not running.done():
            await asyncio.sleep(0.05)
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)

    asyncio.run(both())
    assert order == ["list", *["analysis"] * 3]


def test_the_queues_are_asked_of_the_real_database(transactional_db):
    async def a_second(running) -> bool:
        working = asyncio.create_task(worker.work(running))
        await asyncio.sleep(1)
        stands = not working.done()
        working.cancel()
        await asyncio.gather(working, return_exceptions=True)
        return stands

    with ours.replace_connector(ours.connector.get_worker_connector()) as running:
        assert asyncio.run(a_second(running))
