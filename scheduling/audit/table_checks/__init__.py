"""Tables compared with the log, which they must agree with: roles, accounts, rules, prices,
institutions, requests and batches, check-ins and accommodations, handovers and prints, the words of
learners, the database's guards.

An event of a change carries a fingerprint of what was changed, before and after
(`row_fingerprints`; of which tables: `watched_tables`); a verification compares
(`comparison_with_log`).
"""
