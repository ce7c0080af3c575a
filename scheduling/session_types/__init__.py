"""The ten session types: what each asks for, demands and says. Nobody else asks which type it is.

`types` has the ten, `registry` finds them, `learner_sentences` has what a learner is told;
`booking_fields`, `must_and_may` and `field_kinds` are their parts.
"""
