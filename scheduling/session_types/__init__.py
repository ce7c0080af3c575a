"""The ten session types: what each asks for, demands and says. Nobody else asks which type it is.

`types` has the ten, `registry` finds them, `learner_sentences` has what a learner is told;
`booking_fields` and `question_groups` are their parts, made of the fields of `answer_field`,
`code_fields` and `field_kinds`. What pays, and how much, is held to in `payment/`.
"""
