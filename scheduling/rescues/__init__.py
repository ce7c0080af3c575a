"""Rescues: who sits at a place that can't be used, and the times they could be moved to.

What is approved is carried out by `batches`; a place or a type is changed by a switch, by a person.
"""
