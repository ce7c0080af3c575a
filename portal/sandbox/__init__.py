"""The stand-in API: a program of its own that speaks the provider's HTTP API from its own reading
of it.

It imports nothing of the portal's. Start it with `manage.py sandbox`, or in a test with
`portal.sandbox.server.Sandbox`.
"""
