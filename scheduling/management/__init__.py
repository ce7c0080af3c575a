"""Django's place for commands; each stands in `commands/`. Beside them: the filter by which the
worker tells repeated trouble once a minute (`repeated_log_lines`).

What a command does belongs to the domain packages.
"""
