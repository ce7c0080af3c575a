"""Parts of a session’s page: how it stands, what can be done, its details.

The page that puts them together is `session.py` in the folder above; what is said of a request is
in `scheduling/booking/outcome_panel/`.
"""
