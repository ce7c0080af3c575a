"""Pages and tabs of saved views: lists under a name, of a person or offered to everybody.

What the list itself shows is in the folder above; what is stored is in
`scheduling/exam_sessions/lists/saved_views.py`.
"""
