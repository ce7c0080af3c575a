"""Filters and tags of templates: how a text is written as HTML.

What is written, views say; none of them asks anything of the database.
"""
