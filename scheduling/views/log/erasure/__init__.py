"""Erasing what the log keeps of a learner: the page for administrators of all institutions."""
