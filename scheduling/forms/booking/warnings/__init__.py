"""What a form warns of before a booking is sent, and the marks of what a page has shown of it.

What holds a booking back is in `scheduling.booking.admission`.
"""
