"""Places at moments of a day: who sits there, and how bookings stood before they changed. Which
sessions a day has is the day board's.
"""
