"""What is known of the request that is being answered, for code that is not handed it."""

from contextvars import ContextVar

# Set by the middleware for the time of one request; empty outside one.
REQUEST_ID: ContextVar[str] = ContextVar("request_id", default="")
ACTING_ROLE: ContextVar[str] = ContextVar("acting_role", default="")
