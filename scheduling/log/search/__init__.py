"""Finding events: what is asked of them, the walk that finds them, and what is suggested to ask.

What the log's page makes of the words that are typed is `views/log`'s.
"""
