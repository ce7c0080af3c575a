"""Places at moments of a day: which sessions may sit there, and how bookings stood before they
changed. What a whole day comes to is the day board's.
"""
