"""Whether the portal is well: what a page needs, asked of the database, the files and the worker.

Each fault names the variable or the command that mends it. Nothing here mends anything.
"""
