"""Pages by which administrators set up an institution and its rules.

Lists and forms of single tables are in `scheduling/admin/`.
"""
