"""How a reference is sealed: encrypted with the key from the environment, and bound to its case."""

from __future__ import annotations

import json

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings

from audit_project.refused import Refused
from audits.sample.models import Case, Involvement

NO_KEY = "This installation has no key to seal with (KEY_SECRETS), so the list can only be kept outside."
BROKEN = (
    "This reference cannot be opened with the keys of this installation. Ask whoever runs the server for the key "
    "it was sealed with."
)


def can_seal() -> bool:
    """Whether sealing is offered: there is a key in the environment, and each entry is one."""
    try:
        sealer()
    except Refused:
        return False
    return True


def sealer() -> MultiFernet:
    """The keys of the environment, the one in use first. Raises `Refused` where there is none or one is no key."""
    if not settings.KEY_SECRETS:
        raise Refused(NO_KEY)
    try:
        return MultiFernet([Fernet(secret) for secret in settings.KEY_SECRETS])
    except ValueError as fault:
        raise Refused("KEY_SECRETS holds something that is no Fernet key. Ask whoever runs the server.") from fault


def seal(case: Case, reference: str) -> bytes:
    """The reference with its case's own uid inside, so that two sealed rows cannot be swapped."""
    return seal_for("case", case, reference)


def seal_for(bound_as: str, thing: Case | Involvement, words: str) -> bytes:
    """Words with the uid of what they belong to inside, and as what: no other row opens in their place."""
    told = json.dumps({bound_as: str(thing.uid), "reference": words})
    return sealer().encrypt(told.encode())


def unseal(case: Case, sealed: bytes) -> str:
    """The reference. Raises `Refused` when it was sealed with another key, changed, or for another case."""
    return unseal_for("case", case, sealed)


def unseal_for(bound_as: str, thing: Case | Involvement, sealed: bytes) -> str:
    try:
        told = json.loads(sealer().decrypt(bytes(sealed)))
    except InvalidToken as fault:
        raise Refused(BROKEN) from fault
    if told.get(bound_as) != str(thing.uid):
        raise Refused(BROKEN)
    reference: str = told["reference"]
    return reference
