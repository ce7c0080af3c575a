"""What only a practice installation needs: loading its people and institutions, starting afresh.

A real institution never runs any of it. The stand-in for the provider is `portal/sandbox/`.
"""
