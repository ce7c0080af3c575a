"""The codes file: its keyed lines, what verifying compares with them, and sending them elsewhere.

What a code is stands in `audit/anchor_codes.py`; who writes one, in `audit/anchors.py`.
"""
