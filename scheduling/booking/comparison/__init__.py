"""What a request asked for beside what the provider shows: compared field by field, what it proves,
and both in words.

What is done about it is `read_back`'s, `settlement`'s and `outcomes`'.
"""
