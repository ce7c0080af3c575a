"""The accounts that are there already are listed in one event: from then on an account that no event
tells of is an alarm when it signs in. Written out here by formula 2, as it will stay.

And the table by which repeated refusals are folded.
"""

import hashlib
import json
from datetime import UTC

from django.db import migrations, models
from django.utils import timezone

GENESIS = "0" * 64
SAID = (
    "The portal lists the {} that were there before accounts had to have an event that made them."
)
LAST = "SELECT number, hash FROM scheduling_auditevent ORDER BY number DESC LIMIT 1"
HEAD = "SELECT number, hash FROM scheduling_chainhead WHERE id = 1"


def list_accounts(apps, schema_editor):
    people = apps.get_model("auth", "User").objects.order_by("pk")
    accounts = {str(pk): name for pk, name in people.values_list("pk", "username")}
    if accounts:
        _append(schema_editor.connection, accounts)


def _append(connection, accounts):
    with connection.cursor() as cursor:
        last, last_hash = _one(cursor, LAST) or (0, "")
        head = _one(cursor, HEAD)
        columns = _columns(last + 1, last_hash or GENESIS, accounts)
        digest = _hash(columns)
        row = columns | {"hash": digest}
        row["at"] = connection.ops.adapt_datetimefield_value(row["at"])
        names, marks = ", ".join(row), ", ".join(["%s"] * len(row))
        cursor.execute(
            f"INSERT INTO scheduling_auditevent ({names}) VALUES ({marks})", list(row.values())
        )
        if head is None:
            sql = "INSERT INTO scheduling_chainhead (number, hash, id) VALUES (%s, %s, 1)"
        else:
            sql = "UPDATE scheduling_chainhead SET number = %s, hash = %s WHERE id = 1"
        cursor.execute(sql, [last + 1, digest])
        if head is not None and tuple(head) != (last, last_hash or head[1]):
            # A log that does not hold is not made to hold: as where any event is written.
            cursor.execute(
                "UPDATE scheduling_chainhead SET broken_at = COALESCE(broken_at, %s) WHERE id = 1",
                [last + 1],
            )


def _one(cursor, sql):
    cursor.execute(sql)
    return cursor.fetchone()


def _columns(number, previous_hash, accounts):
    many = len(accounts)
    return {
        "number": number,
        "at": timezone.now(),
        "kind": "accounts_listed",
        "outcome": "",
        "sentence": SAID.format("one account" if many == 1 else f"{many} accounts"),
        "actor_id": None,
        "actor_name": "The portal",
        "role": "system",
        "ip": "",
        "request_id": "",
        "install_sid": "",
        "exam_sid": "",
        "session_sid": "",
        "session_type": "",
        "attempt_id": "",
        "time_zone": "",
        "details": _canonical({"accounts": accounts}),
        "personal": "{}",
        "previous_hash": previous_hash,
        "formula": 2,
        "actor_username": "",
        "nth_of_session": 0,
        "practice": None,
    }


def _hash(columns):
    content = {name: value for name, value in columns.items() if name != "previous_hash"}
    at = columns["at"].astimezone(UTC).replace(tzinfo=None)
    content["at"] = at.isoformat(timespec="microseconds") + "Z"
    inner = hashlib.sha256(_canonical(content).encode()).hexdigest()
    return hashlib.sha256((columns["previous_hash"] + inner).encode()).hexdigest()


def _canonical(value):
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


class Migration(migrations.Migration):
    dependencies = [("scheduling", "0025_event_formula"), ("auth", "0001_initial")]
    operations = [
        migrations.CreateModel(
            "RefusalCount",
            [
                ("id", models.BigAutoField(primary_key=True, serialize=False, auto_created=True, verbose_name="ID")),
                ("key", models.CharField(max_length=64, unique=True)),
                ("who", models.CharField(db_index=True, max_length=64)),
                ("event_number", models.BigIntegerField()),
                ("since", models.DateTimeField(db_index=True)),
                ("last_at", models.DateTimeField()),
                ("more", models.IntegerField(default=0)),
            ],
        ),
        migrations.RunPython(list_accounts, migrations.RunPython.noop, elidable=False),
    ]
