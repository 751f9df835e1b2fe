"""WHO: sectors, agencies and their services, people, what each may do, and who did what."""
