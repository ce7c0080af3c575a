"""The commands of `manage.py`: arguments in, one call of a domain package, words out.

What a page can do as well is never written here a second time.
"""
