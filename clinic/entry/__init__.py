"""Who gets in, and what they may do: accounts, sessions, the access policy, the audit log."""
