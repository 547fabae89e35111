"""What a message means: its intent, learnt from examples."""
