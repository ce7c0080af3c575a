"""The schema that a database really has, and what of it is not as the models ask for. That is told
elsewhere: by readiness as a fault, by a verification as a difference.
"""
