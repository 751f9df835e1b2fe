"""That an agency was told who the children are: by which route, whether it arrived, whether it was destroyed."""
