"""An audit's tables, and with a reason its agreed findings, as files: CSV, XLSX, JSON."""
