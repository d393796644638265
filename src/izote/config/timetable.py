"""The timetable of jobs: what the clock calls, room by room; a room that is shut here has no jobs either."""

from izote.config.profile import is_shut

if not is_shut("people"):
    from izote.casework.jobs import after, care, cases, figures, referrals  # noqa: F401
    from izote.observatory import jobs as observatory_jobs  # noqa: F401
    from izote.people import jobs as people_jobs  # noqa: F401
if not is_shut("prevention"):
    from izote.prevention.jobs import assessments  # noqa: F401
    from izote.prevention.jobs import figures as prevention_figures  # noqa: F401
    from izote.prevention.jobs import papers as prevention_papers  # noqa: F401
    from izote.prevention.jobs import recommendations as prevention_recommendations  # noqa: F401
    from izote.prevention.jobs import signals as prevention_signals  # noqa: F401
    from izote.prevention.jobs import warnings as prevention_warnings  # noqa: F401
    from izote.prevention.jobs import yearly as prevention_yearly  # noqa: F401
    from izote.vault import jobs as vault_jobs  # noqa: F401
if not is_shut("seminars"):
    from izote.seminars.jobs import erasing  # noqa: F401
