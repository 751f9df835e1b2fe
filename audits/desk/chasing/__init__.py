"""Chasing: who owes what, reminders by hand and by the timetable, which messages were sent."""
