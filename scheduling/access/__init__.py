"""Who may do what: roles at institutions, accounts, sign-ins and their events.

Rules for a single kind of page or form don't belong here; the pages themselves are in `views/`.
"""
