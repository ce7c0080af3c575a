"""Seats of a location at a time: which are taken as far as is known, and which starts are free.

Not here: how a form offers a start (`forms/booking/appointment/`), nor what a board shows.
"""
