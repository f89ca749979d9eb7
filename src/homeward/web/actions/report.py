"""The day's figures: counted, reconciled, released, and put into words."""
