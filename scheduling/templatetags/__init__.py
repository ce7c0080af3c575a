"""Filters of templates: how a text is written as HTML.

What is written, views say; a filter asks nothing of the database.
"""
