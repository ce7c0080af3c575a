"""The provider's list of exam sessions: walked within a budget, its bad rows named, and what drops
out of it or is not told by it read one by one.

Not here: what a single look at a session means (`exam_sessions`).
"""
