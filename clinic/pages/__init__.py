"""The pages, one module each: what it shows, and the handler that answers with it."""
