"""Pictures of the analysis, drawn by the server."""
