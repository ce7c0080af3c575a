"""Drafts: what somebody has typed into a form and not sent yet, kept for this one person.

What of a form may be kept belongs here, and how long; which form it is, and what its fields are,
does not.
"""
