"""Django forms: what people type, cleaned into commands and values, and how it is laid out.

No network call, no request, no write but of admin rows. What each session type asks is in
`session_types/`.
"""
