"""Judging: the triage ledger, what is in scope, and the evaluations of an inspection."""
