"""Paying by card, as plain values: what a browser is told so that Stripe makes it a token.

No card number and no token belongs here: they never come to the portal, or pass through it once.
"""
