"""Booking, moving and cancelling one exam session: admission, the call, its outcome, settlement.

The only package that changes anything at the provider. Pages and forms don't belong here.
"""
