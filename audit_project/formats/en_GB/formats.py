"""Dates "7 March 2026", times "10:42am", as the pages write them."""

DATE_FORMAT = "j F Y"
TIME_FORMAT = "g:ia"
DATETIME_FORMAT = "j F Y, g:ia"
