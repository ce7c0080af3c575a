"""The background worker: its steps, what runs how often, its loop, and its sign of life.

What a step does is in the package that it is about; the queue's one task is in `tasks.py`.
"""
