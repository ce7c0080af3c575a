"""Finding exam sessions, learners and what an exam is known by, through one index of words.

No page and no ordering of lists: that is `lists` and the log's.
"""
