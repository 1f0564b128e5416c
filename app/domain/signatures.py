"""Detached signatures over a version of a note, and the keys they are checked with."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

SignatureKind = Literal["legal", "professional"]
"""`legal`: the author's. `professional`: the supervisor's, over the same content."""


@dataclass(frozen=True, slots=True)
class SigningKey:
    """provider: who made it and knows how to use it. public: a JWK as JSON. sealed: the private
    key under the owner's password, "" when it is kept elsewhere (a card, a hospital's CA)."""

    id: str
    user_id: str
    provider: str
    public: str
    sealed: str
    made_at: datetime


@dataclass(frozen=True, slots=True)
class Claims:
    """What a signature says beside the content; it is covered by it."""

    signer_id: str
    kind: SignatureKind
    signed_at: datetime


@dataclass(frozen=True, slots=True)
class Signature:
    """A JWS in compact form whose payload, the content, is left out (RFC 7515, appendix F)."""

    version: int
    claims: Claims
    key_id: str
    jws: str
