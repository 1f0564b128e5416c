"""Signatures of notes, and the keys they are checked with: rows are added and never changed."""

from collections.abc import Sequence

from sqlalchemy import insert, select

from app.domain.signatures import Claims, Signature, SigningKey
from app.store.database import Transaction
from app.store.tables_notes import NoteSignatureRow, SigningKeyRow


def add_signature(transaction: Transaction, note_id: str, signature: Signature) -> None:
    """Keep a signature; its key is there already."""
    transaction.execute(
        insert(NoteSignatureRow).values(
            note_id=note_id,
            version=signature.version,
            kind=signature.claims.kind,
            signer_id=signature.claims.signer_id,
            signed_at=signature.claims.signed_at,
            key_id=signature.key_id,
            jws=signature.jws,
        )
    )


def signatures(transaction: Transaction, note_id: str) -> tuple[Signature, ...]:
    """By version, each author's before its supervisor's."""
    rows = transaction.scalars(
        select(NoteSignatureRow)
        .where(NoteSignatureRow.note_id == note_id)
        .order_by(NoteSignatureRow.version, NoteSignatureRow.kind)
    )
    return tuple(
        Signature(row.version, Claims(row.signer_id, row.kind, row.signed_at), row.key_id, row.jws)
        for row in rows
    )


def add_key(transaction: Transaction, key: SigningKey) -> None:
    """Keep a key for ever: what it signed is checked with it after it was replaced, too."""
    transaction.execute(
        insert(SigningKeyRow).values(
            id=key.id,
            user_id=key.user_id,
            provider=key.provider,
            public=key.public,
            sealed=key.sealed,
            made_at=key.made_at,
        )
    )


def keys_of(transaction: Transaction, user_id: str) -> tuple[SigningKey, ...]:
    """A signer's keys, newest last."""
    rows = transaction.scalars(
        select(SigningKeyRow)
        .where(SigningKeyRow.user_id == user_id)
        .order_by(SigningKeyRow.made_at, SigningKeyRow.id)
    )
    return tuple(map(_key, rows))


def keys_named(transaction: Transaction, key_ids: Sequence[str]) -> dict[str, SigningKey]:
    rows = transaction.scalars(select(SigningKeyRow).where(SigningKeyRow.id.in_(key_ids)))
    return {row.id: _key(row) for row in rows}


def _key(row: SigningKeyRow) -> SigningKey:
    return SigningKey(row.id, row.user_id, row.provider, row.public, row.sealed, row.made_at)
