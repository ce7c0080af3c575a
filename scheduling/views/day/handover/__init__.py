"""The handover's pages: the day as it stands, signed for the next shift, and taken over.

What stands on a handover, and how it is kept, is `handovers/`'s.
"""
