"""The parts of addresses."""


class ReferenceConverter:
    """An audit's reference: capital letters, figures and hyphens, so that words like `new` can't collide."""

    regex = "[A-Z0-9][A-Z0-9-]{1,29}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


class Base36Converter(ReferenceConverter):
    """A number in base 36, as Django writes a person's into the link to a new password."""

    regex = "[0-9A-Za-z]{1,13}"
