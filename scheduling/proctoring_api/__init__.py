"""The far side: every call of the SmarterProctoring API, and the only importer of `requests`.

`client.client_for(connection)` gives the client; `request_bodies` turns commands into bodies; what
went wrong is one of the errors drawn in `errors`. Nothing here knows Django, and nothing here logs.
"""
