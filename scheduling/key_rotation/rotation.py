"""Re-encryption of every secret, draft and kept outcome, row by row, while the portal runs."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from cryptography.fernet import InvalidToken
from django.db import transaction
from django.db.models import Model

from scheduling.audit import event_writer
from scheduling.audit.kinds import Kind
from scheduling.key_rotation import spool_files
from scheduling.models import Institution, StoredDraft
from scheduling.models.encryption import Sealed, is_newest, renew
from scheduling.session_commands import Actor

# By the words for one of them: the model, and its encrypted columns.
STORED: dict[str, tuple[type[Model], tuple[str, ...]]] = {
    "institution’s secret": (Institution, ("api_token", "oauth_client_secret")),
    "draft": (StoredDraft, ("contents",)),
}
OUTCOME = "kept outcome"


@dataclass
class Rotation:
    """What was re-encrypted, by the words for one of it, what no key opens, and why the kept
    outcomes were not rewritten where they could not be.
    """

    done: Counter[str] = field(default_factory=Counter)
    unreadable: list[str] = field(default_factory=list)
    spool_trouble: str = ""

    @property
    def in_words(self) -> str:
        parts = [f"{many} {one}{'s' if many > 1 else ''}" for one, many in self.done.items()]
        return ", ".join(parts) or "nothing"


def rotate(*, actor: Actor) -> Rotation:
    """Re-encrypt everything that the first key does not open yet, retired institutions too. It is
    an event where anything was; without that event nothing in the database is another.
    """
    rotation = Rotation()
    try:
        renewed, unreadable = spool_files.rotate()
    except OSError as error:
        renewed = unreadable = 0
        rotation.spool_trouble = error.strerror or type(error).__name__
    with transaction.atomic():
        for word, (model, columns) in STORED.items():
            for column in columns:
                _rotate_column(rotation, word, model, column)
        if renewed:
            rotation.done[OUTCOME] += renewed
        if rotation.done:
            event_writer.append(_entry(rotation, actor))
    rotation.unreadable += [f"{unreadable} of the kept outcomes"] if unreadable else []
    return rotation


def _entry(rotation: Rotation, actor: Actor) -> event_writer.Entry:
    said = f"{actor.name} re-encrypted {rotation.in_words} with the newest key."
    return event_writer.Entry(
        kind=Kind.ADMIN_CHANGED,
        sentence=event_writer.escape_braces(said),
        actor=actor,
        details={"re_encrypted": dict(rotation.done)},
    )


def _rotate_column(rotation: Rotation, word: str, model: type[Model], column: str) -> None:
    for row in model._default_manager.exclude(**{column: ""}):
        sealed: Sealed = getattr(row, column)
        if is_newest(sealed.text):
            continue
        try:
            fresh = renew(sealed.text)
        except InvalidToken:
            rotation.unreadable.append(_name(row, column))
            continue
        # What was saved meanwhile is another text, and stays.
        same = model._default_manager.filter(pk=row.pk, **{column: sealed})
        if same.update(**{column: Sealed(fresh)}):
            rotation.done[word] += 1


def _name(row: Model, column: str) -> str:
    label = row._meta.get_field(column).verbose_name
    return f"the {label} of {row}" if isinstance(row, Institution) else f"draft {row.pk}"
