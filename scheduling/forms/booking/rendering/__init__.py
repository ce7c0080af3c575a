"""The booking form as HTML: its sections, what its fields show, and their controls.

What is asked, and what an answer has to be, is the forms' around it.
"""
