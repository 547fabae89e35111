"""The safety screen: warning signs in a message, and the fixed words that answer them."""
