"""The forms that book, move and cancel an exam session, and the summary beside them; those that
override an earlier booking and settle an undecided request.

What a type asks is in `session_types/`; how the forms look elsewhere is in `templates/forms/`.
"""
