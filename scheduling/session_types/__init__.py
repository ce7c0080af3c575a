"""The ten session types: what each asks for, demands and says. Nobody else asks which type it is.

`types` has the ten, `registry` finds them; `question_group`, `fields` and `field_kinds` are their
parts.
"""
