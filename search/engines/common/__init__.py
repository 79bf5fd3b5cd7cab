"""What every engine shares: an item's fields, how text becomes words, what a question asks for, what to mark."""
