"""What a call's answer or error makes of its attempt: the outcome, and its sentence for people.

Recording it is the attempts' own; what an answer shows is compared next to this package.
"""
