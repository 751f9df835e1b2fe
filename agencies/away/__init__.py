"""Days on which somebody is away, so that what they hold is somebody's meanwhile."""
