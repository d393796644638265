"""The timetable of jobs: what the clock calls, room by room."""

from izote.people import jobs as people_jobs

__all__ = ["people_jobs"]
