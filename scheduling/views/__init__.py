"""Pages: method, form, one call of a domain package, one answer.

What several kinds of page share stands beside this file; queries and decisions don't belong here.
"""
