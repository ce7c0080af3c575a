"""The provider's lists: a row, a page of them, and walking a short list to its end.

How the whole list of sessions is walked piece by piece is `provider_list/`'s.
"""
