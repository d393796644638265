"""The timetable of jobs: what the clock calls, room by room."""
