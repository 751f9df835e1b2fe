"""An agency's own reference of a case, sealed with its involvement; and the identifying lines it may be sent there."""
