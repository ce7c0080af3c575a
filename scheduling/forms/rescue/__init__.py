"""The form of a rescue: which sessions are moved together, to which times, and why.

What speaks against a new time is in `rescues/`; how a time is typed, in `typed_times/`.
"""
