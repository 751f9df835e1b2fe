"""The example audits: made-up children, people and agencies, entered through the application's own acts."""
