"""What every assignment of the course needs; it imports none of them."""
