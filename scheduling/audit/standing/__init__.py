"""What stands beside the log and must agree with it: roles, accounts, rules, prices, institutions,
requests, the database's guards.

An event of a change carries a fingerprint of what was changed, before and after
(`watched_rows`); a verification compares (`beside_the_log`).
"""
