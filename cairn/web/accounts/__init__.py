"""Signing in, second factors, sessions, invitations, declared interests, the code of conduct."""
