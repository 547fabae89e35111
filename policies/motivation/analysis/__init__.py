"""What messages do for taking part, from the record: effects, and what other policies are worth."""
