"""Whole, consistent copies of a running portal's data, and nothing of its keys.

Putting one back is the operator's work, command by command: `docs/operations.md`.
"""
