"""A rescue's pages: which sessions, proposed and approved, how it stands, and whom to call.

What is proposed is in `scheduling/rescues/`, what is carried out in `scheduling/batches/`.
"""
