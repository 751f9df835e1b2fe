"""Above the steps: my work, the audit's page, the activity log, audit packs, the demo."""
