"""The log's codes: what one is, checking one, the file that keeps them, what verifying compares
with it, and sending them elsewhere.

Doesn't belong here: the chain that a code is made from (`audit/chain.py`, `audit/verifier.py`).
"""
