"""The forms of the log's pages: what narrows it, a case file, exports, codes, erasing.

What their answers find is in `log/` and `audit/`.
"""
