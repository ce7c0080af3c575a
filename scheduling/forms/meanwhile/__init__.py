"""Forms that know what they were opened on, so that nobody undoes a change that they have not seen.

`changed_meanwhile` is the form's part, `last_change` who it was by.
"""
