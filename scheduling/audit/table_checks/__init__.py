"""Tables compared with the log, which they must agree with: roles, accounts, rules, prices,
institutions, requests, the database's guards.

An event of a change carries a fingerprint of what was changed, before and after
(`watched_rows`); a verification compares (`comparison_with_log`).
"""
