"""Drafts: what somebody has typed into a form and not sent yet, kept for this one person.

How much is kept and how long belongs here. Which form it is, and what its fields are, does not.
"""
