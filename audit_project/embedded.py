"""The embedded PostgreSQL: where its server listens. The server itself comes with the tooling."""

from pathlib import Path


def connection_settings(data_dir: Path) -> dict[str, object]:
    return {"NAME": "audits", "USER": "audits", "PASSWORD": "", "HOST": str(data_dir / "socket"), "PORT": "5432"}
