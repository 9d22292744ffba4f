"""What the lookups around a server mean. Pure derivations of `core.model.posture`; rules and sections only read them.

Law: three-valued throughout. What a lookup could not tell stays untold here, with the reason.
"""
