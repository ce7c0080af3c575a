"""Re-encryption of whatever is stored encrypted with the first of FIELD_ENCRYPTION_KEYS.

What is encrypted, and how, is `models/encryption.py`'s and the spool's business.
"""
