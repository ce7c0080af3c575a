"""Kinds of columns that can be read whatever stands in them, for rows that somebody may have
changed past the portal.
"""
