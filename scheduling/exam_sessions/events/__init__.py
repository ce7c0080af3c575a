"""What the log says of a session: events of who came, of accommodations, of onboarding links and of
changes outside, sentences and details.

When they happen is for the modules of these names beside it; of a booking it is `booking/events/`.
"""
