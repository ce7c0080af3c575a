"""What one sitting is given beyond its exam, as values: more time, breaks, a room; when it ends.

Not here: which session has an accommodation (`exam_sessions/accommodations.py`), nor its form.
"""
