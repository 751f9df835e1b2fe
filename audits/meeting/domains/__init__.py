"""The agreed grade of the multi-agency practice in each domain, where the audit asks for one beside the whole."""
