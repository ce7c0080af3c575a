"""Handovers: what one shift tells the next of a day at a place, and who signed and took it over.

Not here: how a page or a sheet of paper looks.
"""
