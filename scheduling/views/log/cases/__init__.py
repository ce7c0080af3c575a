"""Case files on a page: asking for one, checking one, and how one reads.

What a case file holds is in `scheduling/log/`; the checker that needs no portal is
`docs/verify_case.py`.
"""
