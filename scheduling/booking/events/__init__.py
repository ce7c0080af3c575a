"""What the log says of a booking: events of an attempt and of a switch, sentences and details; and
what a session's page tells of it.

When they happen is `attempts`', `admission`'s and `switches`'; how they are written is `audit`'s.
"""
