"""How a message is read: words and slips, phrases, concepts, and whose sign it is, here and now.

normalise -> spelling -> phrases -> concepts (what is said) -> scope: negation, subject, excuses.
"""
