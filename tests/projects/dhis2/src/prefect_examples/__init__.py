"""What the flows of this project share."""
