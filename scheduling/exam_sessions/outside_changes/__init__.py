"""Changes that were made outside this portal: found where two looks at a session differ, recorded
as an event, and kept in view until somebody has reviewed them; and what a look gave so that it
can't be read. What the portal itself asked for is `booking/`'s to tell.
"""
