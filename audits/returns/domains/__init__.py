"""An agency's grade of its own practice in each domain, where its audit asks for one beside the whole."""
