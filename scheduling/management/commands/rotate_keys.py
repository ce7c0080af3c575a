"""`manage.py rotate_keys`: re-encrypt everything with the first key."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from scheduling.access.actors import command_line
from scheduling.key_rotation.rotation import rotate

MAY_GO = (
    "Everything is encrypted with the first key now. The other {many} may be taken out of"
    " FIELD_ENCRYPTION_KEYS, once the web processes and the worker run with the new list and this"
    " command says that there is nothing left to do. Keep them elsewhere as long as there are"
    " backups from before."
)
NOT_YET = (
    "No key in FIELD_ENCRYPTION_KEYS opens {what}. The old keys may not go yet. Put the missing"
    " key behind the others, or enter these again, then run this command again."
)
NOT_REWRITTEN = (
    "The kept outcomes in VAR_DIR can’t be rewritten ({why}). The old keys may not go yet. Mend"
    " that, then run this command again."
)


class Command(BaseCommand):
    help = "Re-encrypt everything with the first of FIELD_ENCRYPTION_KEYS, and say when the others"
    help += " may go."

    def handle(self, *args: Any, **options: Any) -> None:
        found = rotate(actor=command_line())
        self.stdout.write(f"Re-encrypted: {found.in_words}.")
        wrong = [NOT_YET.format(what="; ".join(found.unreadable))] if found.unreadable else []
        if found.spool_trouble:
            wrong.append(NOT_REWRITTEN.format(why=found.spool_trouble))
        if wrong:
            raise CommandError(" ".join(wrong))
        others = len(settings.FIELD_ENCRYPTION_KEYS) - 1
        if others:
            self.stdout.write(MAY_GO.format(many=f"{others} key{'s' if others > 1 else ''}"))
        else:
            self.stdout.write("There is one key, and everything is encrypted with it.")
