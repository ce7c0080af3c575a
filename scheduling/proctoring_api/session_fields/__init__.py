"""Single fields of the session object: which reader reads which, what several places together say
of the start or the price, and what may be kept.

The record that they make up is `session_record`; readers of one value are in `responses`.
"""
