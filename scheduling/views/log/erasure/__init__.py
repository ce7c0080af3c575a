"""Erasing what the log keeps of a learner: the page for administrators of all institutions.

What is erased, and how, is in `scheduling/log/learner_erasure.py`; what is erased by age in
`scheduling/log/retention.py`.
"""
