"""The timetable of jobs: what the clock calls, room by room."""

from izote.casework.jobs import after, care, cases, figures, referrals
from izote.observatory import jobs as observatory_jobs
from izote.people import jobs as people_jobs

__all__ = ["after", "care", "cases", "figures", "observatory_jobs", "people_jobs", "referrals"]
