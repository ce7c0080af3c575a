"""Which sessions a list has, and in which order: the rows that a page of it is made of."""
