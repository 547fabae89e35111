"""The Rasa agent: what is said, heard and done in chat."""
