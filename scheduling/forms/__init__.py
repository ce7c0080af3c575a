"""Django forms: what people type, cleaned into commands and values, and how it is laid out.

No network call, no write, no request. What each session type asks is in `session_types/`.
"""
