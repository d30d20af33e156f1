"""Calendars and cards: iCalendar files read into meetings, vCards into people."""
