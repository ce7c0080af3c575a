"""Exam sessions: the local mirror of the provider's, listed and found, and what only the portal
knows of them (accommodations, check-ins, reviews of outside changes).

The list is fetched by `provider_list/`. Nothing here sends a booking or decides what became of one:
that is `booking/`.
"""
