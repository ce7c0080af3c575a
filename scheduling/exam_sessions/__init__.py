"""The local mirror of the provider's exam sessions: fetching, keeping, listing, finding them.

Nothing here sends a booking or decides what became of one: that is `booking/`.
"""
