"""The ten session types: what each asks for, demands and says. Nobody else asks which type it is.

`registry` has the ten and finds them; `field_groups` and `fields` are the parts they are made of.
"""
