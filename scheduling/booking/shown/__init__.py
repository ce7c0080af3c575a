"""What answers and looks showed of a request's session, in a form that is kept with the request."""
