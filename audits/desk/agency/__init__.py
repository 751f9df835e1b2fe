"""What an agency's contact answers for, over all audits."""
