"""What answers and looks showed of a request's session: what of it is kept with the request, and
what it says of a request that has ended.
"""
