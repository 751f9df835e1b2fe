"""The parts of addresses."""


class ReferenceConverter:
    """An audit's reference: capital letters, figures and hyphens, so that words like `new` can't collide."""

    regex = "[A-Z0-9][A-Z0-9-]{1,29}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value
