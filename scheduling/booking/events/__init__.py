"""What the log says of a booking: events of an attempt and of a switch, sentences and details.

When they happen is `attempts`', `admission`'s and `switches`'; how they are written is `audit`'s.
"""
